namespace Sse.Reactive.AspNetCore.Tests.Serving;

/// <summary>Waits for a condition, which is looked at whenever a test's double says that something has happened; with a deadline, and without a clock between.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static TaskCompletionSource _next = New();

    /// <summary>Something has happened that a condition may depend on.</summary>
    public static void Look() => Interlocked.Exchange(ref _next, New()).SetResult();

    public static async Task Until(Func<bool> condition, Func<string> failure)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        for (var next = Next(); !condition(); next = Next()) // taken before each look: what happens during it is not missed
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

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
