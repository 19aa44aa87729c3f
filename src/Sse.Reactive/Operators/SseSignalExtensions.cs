using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>Operators for the signals of a connection, pushed and pulled.</summary>
public static class SseSignalExtensions
{
    /// <summary>
    /// Selects the events: <c>signals.Events()</c> is what <see cref="SseObservable.Connect(string, SseOptions?)"/> returns.
    /// </summary>
    /// <param name="signals">The signals.</param>
    /// <returns>The events.</returns>
    public static IObservable<SseEvent> Events(this IObservable<SseSignal> signals) =>
        signals.OfType<SseSignal.Event>().Select(static e => e.Value);

    /// <inheritdoc cref="Events(IObservable{SseSignal})"/>
    public static IAsyncEnumerable<SseEvent> Events(this IAsyncEnumerable<SseSignal> signals) =>
        signals.OfType<SseSignal.Event>().Select(static e => e.Value);

    /// <summary>Selects the text of the comments, which servers send to keep a connection alive.</summary>
    /// <param name="signals">The signals.</param>
    /// <returns>The text after the colon of each comment, a leading space included.</returns>
    public static IObservable<string> Comments(this IObservable<SseSignal> signals) =>
        signals.OfType<SseSignal.Comment>().Select(static comment => comment.Text);

    /// <inheritdoc cref="Comments(IObservable{SseSignal})"/>
    public static IAsyncEnumerable<string> Comments(this IAsyncEnumerable<SseSignal> signals) =>
        signals.OfType<SseSignal.Comment>().Select(static comment => comment.Text);

    /// <summary>
    /// Follows the state of the connection: <see cref="SseConnectionState.Connecting"/> on subscription, then each change, and
    /// <see cref="SseConnectionState.Closed"/> at the end, also before an error. A late subscriber receives the latest state first.
    /// </summary>
    /// <remarks>
    /// All subscribers of the result share one subscription to <paramref name="signals"/>. It is disposed when the last of them leaves; the
    /// next subscriber starts a new one. Use <see cref="Share"/> to get states and events from one connection. If
    /// <paramref name="signals"/> is the result of <see cref="Share"/> itself, not of an operator after it, the first state is the current
    /// one of the shared connection.
    /// </remarks>
    /// <example>
    /// <code>
    /// var signals = SseObservable.Signals(uri).Share();
    /// using var events = signals.Events().Subscribe(e => Console.WriteLine(e.Data), Failed); // the first subscription connects
    /// using var status = signals.States().Subscribe(state => Console.Title = $"{state}", Failed);
    ///
    /// void Failed(Exception error) => Console.WriteLine(error.Message); // each subscriber receives it
    /// </code>
    /// </example>
    /// <param name="signals">The signals.</param>
    /// <returns>The states, without repetitions.</returns>
    public static IObservable<SseConnectionState> States(this IObservable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        var fromBeginning = signals is SharedSignals shared ? shared.FromBeginning : signals.StartWith((SseSignal?)null);
        var states = fromBeginning
            .Select(StateOf)
            .Where(static state => state is not null)
            .Select(static state => state.GetValueOrDefault())
            .Catch((Exception error) => Observable.Return(SseConnectionState.Closed).Concat(Observable.Throw<SseConnectionState>(error)))
            .Concat(Observable.Return(SseConnectionState.Closed))
            .DistinctUntilChanged();
        return new ShareLatest<SseConnectionState>(states, static _ => true);
    }

    /// <summary>
    /// Follows the state of the connection: <see cref="SseConnectionState.Connecting"/> at once, then each change, and
    /// <see cref="SseConnectionState.Closed"/> at the end, also before an error.
    /// </summary>
    /// <param name="signals">The signals. Each enumeration of the result enumerates them once.</param>
    /// <returns>The states, without repetitions.</returns>
    public static IAsyncEnumerable<SseConnectionState> States(this IAsyncEnumerable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return PulledStates(signals);
    }

    /// <summary>
    /// Shares one connection among any number of subscribers. A late subscriber receives the current state first: the latest
    /// <see cref="SseSignal.Opened"/> or <see cref="SseSignal.Disconnected"/>, if there is one yet. Then it receives every later signal.
    /// </summary>
    /// <remarks>
    /// <para>The first subscriber connects. The connection is closed when the last one leaves. The next subscriber, also after an end or an
    /// error, connects again: from <see cref="SseOptions.CheckpointStore"/> or <see cref="SseOptions.LastEventId"/>.</para>
    /// <para>Subscribers are called one after the other on the thread that reads: the slowest one slows all of them, and the server. For
    /// one that must not slow the others, use <see cref="SseObservableExtensions.ToAsyncEnumerable{T}(IObservable{T}, int)"/>.</para>
    /// <para>An exception that a subscriber throws ends the connection, and every subscriber receives it as the error. An exception that a
    /// subscriber throws when it receives the current state on subscribing is thrown by its <c>Subscribe</c>, and does not affect the
    /// others.</para>
    /// </remarks>
    /// <example><inheritdoc cref="States(IObservable{SseSignal})" path="/example/node()"/></example>
    /// <param name="signals">The signals.</param>
    /// <returns>The signals, shared. <c>Events()</c>, <c>Comments()</c> and <c>States()</c> of it use the same connection.</returns>
    public static IObservable<SseSignal> Share(this IObservable<SseSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return new SharedSignals(signals);
    }

    private static async IAsyncEnumerable<SseConnectionState> PulledStates(
        IAsyncEnumerable<SseSignal> signals, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var latest = SseConnectionState.Connecting;
        yield return latest;

        ExceptionDispatchInfo? error = null;
        var items = signals.GetAsyncEnumerator(cancellationToken);
        await using var disposal = items.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                error = ExceptionDispatchInfo.Capture(failure);
                break;
            }

            if (StateOf(items.Current) is { } state && state != latest)
            {
                yield return latest = state;
            }
        }

        if (latest != SseConnectionState.Closed)
        {
            yield return SseConnectionState.Closed;
        }

        error?.Throw();
    }

    /// <returns>The state that a signal leads to; <see langword="null"/> if it changes nothing.</returns>
    private static SseConnectionState? StateOf(SseSignal? signal) => signal switch
    {
        SseSignal.Opened => SseConnectionState.Open,
        null or SseSignal.Disconnected => SseConnectionState.Connecting,
        SseSignal.Ended => SseConnectionState.Closed,
        _ => null,
    };
}
