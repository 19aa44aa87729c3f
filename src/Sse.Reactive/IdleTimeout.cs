using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>The idle clock: runs on the options' scheduler while an operation is pending, and at no other time.</summary>
internal static class IdleTimeout
{
    public static ValueTask<TResult> Watch<TState, TResult>(
        TState state, Func<TState, CancellationToken, ValueTask<TResult>> operation, SseOptions options, CancellationToken cancellationToken) =>
        options.IdleTimeout is { } timeout
            ? WatchAsync(state, operation, timeout, options.Scheduler, cancellationToken)
            : operation(state, cancellationToken);

    // Pooling: its completions run where they happen, also under a SynchronizationContext, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TResult> WatchAsync<TState, TResult>(
        TState state, Func<TState, CancellationToken, ValueTask<TResult>> operation, TimeSpan timeout, IScheduler scheduler, CancellationToken cancellationToken)
    {
        using var silence = new Deadline(cancellationToken);
        var pending = operation(state, silence.Token);
        if (pending.IsCompleted)
        {
            return await pending.ConfigureAwait(false);
        }

        silence.Start(timeout, scheduler);
        try
        {
            return await pending.ConfigureAwait(false);
        }
        catch (Exception cause) when (silence.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The server sent nothing for {timeout}. If it is silent for longer by design, let it send comments, or raise SseOptions.IdleTimeout.", cause);
        }
    }
}
