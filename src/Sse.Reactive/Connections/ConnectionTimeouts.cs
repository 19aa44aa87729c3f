using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// What ends one connection from outside: idle timeout, event timeout, the limit of the downtime, and a restart. The timeouts run on the
/// options' scheduler, only while an operation is pending.
/// </summary>
/// <remarks>
/// A subscriber's time does not count for the event timeout. The client's own time does: a server that floods it with comments never lets
/// an operation be pending for long.
/// </remarks>
internal sealed class ConnectionTimeouts(ClientSession session)
{
    private long _events = session.EventCount;
    private TimeSpan _sinceEvent;
    private TimeSpan? _countedUntil;

    /// <returns><see langword="null"/> if there is nothing to time.</returns>
    public static ConnectionTimeouts? For(ClientSession session) =>
        session is { Restarts: null, Options: { IdleTimeout: null, EventTimeout: null, MaxDowntime: null } } ? null : new(session);

    /// <summary>Whether anything can end the connection once it is open.</summary>
    public bool AreForReads => session is not { Restarts: null, Options: { IdleTimeout: null, EventTimeout: null } };

    private string NoEvent =>
        $"The server sent no event for {session.Options.EventTimeout}. "
        + "If events are rarer than that by design, raise SseOptions.EventTimeout.";

    // Pooling: its completions run where they happen, also under a SynchronizationContext, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> WatchAsync<TState, TResult>(
        TState state, Func<TState, CancellationToken, ValueTask<TResult>> operation, CancellationToken cancellationToken)
    {
        session.Restarts?.ThrowIfRequested();
        if (session.Options.EventTimeout <= SinceEvent())
        {
            throw new TimeoutException(NoEvent);
        }

        using var silence = new Deadline(cancellationToken);
        if (CancellableWait<TResult>.TryStart(state, operation, silence.Token, out var done) is not { } pending)
        {
            return await done.ConfigureAwait(false);
        }

        var untilIdle = session.Options.IdleTimeout ?? TimeSpan.MaxValue;
        var untilEvent = session.Options.EventTimeout - _sinceEvent ?? TimeSpan.MaxValue;
        var untilGivenUp = session.DowntimeLeft ?? TimeSpan.MaxValue;
        var left = Least(untilIdle, untilEvent, untilGivenUp);
        var waiting = session.Options.Scheduler.StartStopwatch();
        if (left < TimeSpan.MaxValue)
        {
            silence.Start(left, session.Scheduler, pending.CancelBy);
        }

        using var restart = session.Restarts?.Waiting(() => silence.Pass(pending.CancelBy));
        try
        {
            var result = await pending.Outcome.ConfigureAwait(false);
            _sinceEvent += waiting.Elapsed;
            _countedUntil = session.Options.EventTimeout is null ? null : session.Options.Scheduler.Elapsed();
            return result;
        }
        catch (Exception cause) when (silence.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            session.Restarts?.ThrowIfRequested();
            throw new TimeoutException(
                left == untilGivenUp ? "There was no response in the time that SseOptions.MaxDowntime left."
                : left == untilIdle
                    ? $"The server sent nothing for {session.Options.IdleTimeout}. "
                        + "If it is silent for longer by design, let it send comments, or raise SseOptions.IdleTimeout."
                    : NoEvent,
                cause);
        }
    }

    private TimeSpan? SinceEvent()
    {
        if (session.Options.EventTimeout is null)
        {
            return null;
        }

        var now = session.Options.Scheduler.Elapsed();
        if (_events != session.EventCount)
        {
            _events = session.EventCount;
            _sinceEvent = TimeSpan.Zero;
        }
        else if (!session.DeliversAllFrames && _countedUntil is { } then)
        {
            _sinceEvent += now - then;
        }

        _countedUntil = now;
        return _sinceEvent;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b, TimeSpan c) => TimeSpan.FromTicks(Math.Min(a.Ticks, Math.Min(b.Ticks, c.Ticks)));
}
