using System.Reactive;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>Queries over the signals of a connection.</summary>
public static class SseSignalExtensions
{
    /// <summary>The events among the signals.</summary>
    /// <param name="signals">The signals.</param>
    /// <returns>The events.</returns>
    public static IObservable<SseEvent> Events(this IObservable<SseSignal> signals) =>
        signals.OfType<SseSignal.Event>().Select(static e => e.Value);

    /// <summary>
    /// The state of the connection: <see cref="SseConnectionState.Connecting"/> at once, then each change; at the end, also an error's,
    /// <see cref="SseConnectionState.Closed"/>. A late subscriber is told the latest state first.
    /// </summary>
    /// <remarks>
    /// Subscribers of one result share one subscription to <paramref name="signals"/>, which ends with the last of them and starts anew
    /// with the next. For states and events over one socket: <see cref="Share"/>. Of its result itself (not of a query over that), the states begin with the one
    /// the shared connection is in.
    /// </remarks>
    /// <param name="signals">The signals.</param>
    /// <returns>The states, without repetitions.</returns>
    public static IObservable<SseConnectionState> States(this IObservable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return Begun(signals)
            .SelectMany(StateOf)
            .Catch((Exception error) => Observable.Return(SseConnectionState.Closed).Concat(Observable.Throw<SseConnectionState>(error)))
            .Concat(Observable.Return(SseConnectionState.Closed))
            .DistinctUntilChanged()
            .ShareLatest(static _ => true);
    }

    /// <summary>
    /// One connection for any number of subscribers. Each is told the current state on arrival: the latest <see cref="SseSignal.Opened"/> or
    /// <see cref="SseSignal.Disconnected"/>, if there is one yet, then all that follows.
    /// </summary>
    /// <remarks>
    /// <para>The first subscriber connects, the last to leave closes the connection. The next one, also after an end or an error, starts anew: from
    /// <see cref="SseOptions.CheckpointStore"/> or <see cref="SseOptions.LastEventId"/>, as any first subscriber.</para>
    /// <para>Subscribers are served in turn on the thread that read: the slowest slows all, and the server. What one of them throws ends the connection, for
    /// the others with that error, which all of them are told, whatever each does with it; what one throws that is told the state on arrival goes to
    /// whoever subscribed it, and to nobody else. One that must not slow the others puts <see cref="SseBufferExtensions.ToAsyncEnumerable{T}"/> between.</para>
    /// </remarks>
    /// <param name="signals">The signals.</param>
    /// <returns>The signals, shared; <c>Events()</c> and <c>States()</c> of it use the same connection.</returns>
    public static IObservable<SseSignal> Share(this IObservable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return new SharedSignals(signals.ShareLatest<SseSignal?>(
            static signal => signal is SseSignal.Opened or SseSignal.Disconnected or SseSignal.Ended, Notification.CreateOnNext<SseSignal?>(null)));
    }

    /// <summary>Behind a <see langword="null"/> that stands for the beginning. What is shared has it already, as the latest state until there is another.</summary>
    private static IObservable<SseSignal?> Begun(IObservable<SseSignal> signals) =>
        signals is SharedSignals shared ? shared.Begun : signals.StartWith((SseSignal?)null);

    private static IEnumerable<SseConnectionState> StateOf(SseSignal? signal) => signal switch
    {
        SseSignal.Opened => [SseConnectionState.Open],
        null or SseSignal.Disconnected => [SseConnectionState.Connecting],
        SseSignal.Ended => [SseConnectionState.Closed],
        _ => [],
    };

    private sealed class SharedSignals(IObservable<SseSignal?> begun) : IObservable<SseSignal>
    {
        private readonly IObservable<SseSignal> _signals = begun.Where(static signal => signal is not null).Select(static signal => signal!);

        public IObservable<SseSignal?> Begun => begun;

        public IDisposable Subscribe(IObserver<SseSignal> observer) => _signals.Subscribe(observer);
    }
}
