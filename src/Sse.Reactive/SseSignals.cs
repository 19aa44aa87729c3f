using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>Queries over the signals of a connection.</summary>
public static class SseSignals
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
    /// with the next. For states and events over one socket: <c>signals.Publish(s => ...)</c>.
    /// </remarks>
    /// <param name="signals">The signals.</param>
    /// <returns>The states, without repetitions.</returns>
    public static IObservable<SseConnectionState> States(this IObservable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return signals
            .SelectMany(StateOf)
            .Catch((Exception error) => Observable.Return(SseConnectionState.Closed).Concat(Observable.Throw<SseConnectionState>(error)))
            .Concat(Observable.Return(SseConnectionState.Closed))
            .StartWith(SseConnectionState.Connecting)
            .DistinctUntilChanged()
            .ShareLatest();
    }

    private static IEnumerable<SseConnectionState> StateOf(SseSignal signal) => signal switch
    {
        SseSignal.Opened => [SseConnectionState.Open],
        SseSignal.Disconnected => [SseConnectionState.Connecting],
        SseSignal.Ended => [SseConnectionState.Closed],
        _ => [],
    };
}
