namespace Sse.Reactive.AspNetCore;

/// <summary>
/// What happens when a client reads more slowly than its stream delivers and its outbox (<see cref="SseServerOptions.MaxQueuedMessages"/>,
/// <see cref="SseServerOptions.MaxQueuedBytes"/>) is full.
/// </summary>
/// <remarks>
/// No policy makes a publisher, or another client, wait for a slow client. Operators run on the publisher's thread, and their time is the
/// publisher's. Filters and keys of a topic's clients run on the thread pool.
/// </remarks>
public sealed class SseOverflowPolicy
{
    private readonly Func<int, long, Outbox> _createOutbox;

    private SseOverflowPolicy(Func<int, long, Outbox> createOutbox) => _createOutbox = createOutbox;

    /// <summary>
    /// The stream ends after the queued messages; the client reconnects with its last event ID, and a topic replays what it missed. The
    /// default. A client of a topic itself, or of <see cref="SseTopic.After"/> without operators, is not disconnected: the events that it
    /// has yet to receive stay in the topic's history.
    /// </summary>
    public static SseOverflowPolicy Disconnect { get; } = new((messages, bytes) => new DisconnectOutbox(messages, bytes));

    /// <summary>The oldest events are dropped. One <see cref="SseGap"/> event replaces each run of them and reports their number.</summary>
    public static SseOverflowPolicy DropOldest { get; } = new((messages, bytes) => new DropOldestOutbox(messages, bytes));

    /// <summary>
    /// Of the queued events, only the latest of each key is kept: for states, such as prices. If there are more keys than the outbox holds,
    /// the stream ends after the queued messages. A gap event has no key and is never replaced.
    /// </summary>
    /// <param name="key">
    /// The key of an event, such as <c>e => e.Type</c>. It runs under the lock of its client, for a topic itself on the thread pool and
    /// otherwise on the publisher's thread: it must be fast. If it throws, the stream of that client ends as after an error of its source.
    /// </param>
    /// <returns>The policy.</returns>
    /// <example>
    /// <code>
    /// // The event type is the symbol: a slow client skips outdated prices but receives the latest of each symbol.
    /// app.MapSse("/prices", prices, new() { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type) });
    /// </code>
    /// </example>
    public static SseOverflowPolicy KeepLatest(Func<SseEvent, string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new((messages, bytes) => new LatestPerKeyOutbox(messages, bytes, key));
    }

    /// <summary>
    /// Whether a source that can pause does so instead of overflowing. <see langword="false"/> for policies that drop.
    /// </summary>
    internal bool PausesSource => this == Disconnect;

    internal Outbox CreateOutbox(SseServerOptions options) => _createOutbox(options.MaxQueuedMessages, options.MaxQueuedBytes);
}
