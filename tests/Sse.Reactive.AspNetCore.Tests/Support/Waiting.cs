using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>
/// Waits for a condition, which is evaluated whenever a test double calls <see cref="Pulse"/>; with a deadline, and without polling.
/// </summary>
internal static class Waiting
{
    public static readonly TimeSpan Deadline = TestDeadline.Value;

    private static TaskCompletionSource _next = NewPulse();

    /// <summary>Something has happened that a condition may depend on.</summary>
    public static void Pulse() => Interlocked.Exchange(ref _next, NewPulse()).SetResult();

    public static async Task UntilAsync(Func<bool> condition, Func<string> failure)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        for (var next = Next(); !condition(); next = Next()) // taken before the condition is evaluated, so that no pulse is missed
        {
            try
            {
                await next.WaitAsync(deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(failure());
            }
        }

        static Task Next() => Volatile.Read(ref _next).Task;
    }

    /// <summary>Moves virtual time on until a condition holds: a timer that it depends on may not be set yet.</summary>
    public static async Task AdvanceUntilAsync(Action advance, Func<bool> condition, Func<string> failure)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, failure);
            advance();
            await Task.Yield();
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
