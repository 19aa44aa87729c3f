namespace Sse.Reactive.AspNetCore;

/// <summary>What happens when a client is slower than its stream, and its outbox (<see cref="SseServerOptions.MaxQueuedMessages"/>) is full.</summary>
/// <remarks>Whichever it is, it delays neither the publisher nor any other client, and nothing is lost that the client could not know of.</remarks>
public sealed class SseOverflowPolicy
{
    private readonly Func<int, long, Outbox> _open;

    private SseOverflowPolicy(Func<int, long, Outbox> open) => _open = open;

    /// <summary>
    /// The stream ends behind what waits; the client comes back with its last event ID, and a topic replays what it missed. The default. A client of
    /// <see cref="SseTopic.After"/> itself, without operators, is not closed: what it has yet to get waits in the topic's history.
    /// </summary>
    public static SseOverflowPolicy Disconnect { get; } = new((messages, bytes) => new DisconnectOutbox(messages, bytes));

    /// <summary>The oldest events make room. In place of each run of them comes one <see cref="SseGap"/> event that says how many.</summary>
    public static SseOverflowPolicy DropOldest { get; } = new((messages, bytes) => new DropOldestOutbox(messages, bytes));

    /// <summary>Of the events that wait, only the latest of each key is kept: for states, such as prices. More keys than fit end the stream behind what waits. A gap has no key.</summary>
    /// <param name="key">The key of an event, such as <c>e => e.Type</c>. Called in the publisher's thread, under a lock: it must be quick, and must not throw.</param>
    /// <returns>The policy.</returns>
    public static SseOverflowPolicy KeepLatest(Func<SseEvent, string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new((messages, bytes) => new LatestPerKeyOutbox(messages, bytes, key));
    }

    /// <summary>Whether a source that can wait is to wait rather than overflow: where the policy is to drop, dropping is what was asked for.</summary>
    internal bool Paces => this == Disconnect;

    internal Outbox Open(SseServerOptions options) => _open(options.MaxQueuedMessages, options.MaxQueuedBytes);
}
