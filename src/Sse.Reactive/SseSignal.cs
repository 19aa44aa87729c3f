namespace Sse.Reactive;

/// <summary>Everything that happens in the life of a connection: a closed set of values, in the order in which it happens.</summary>
public abstract record SseSignal
{
    private SseSignal()
    {
    }

    /// <summary>A connection is open: the DOM's <c>open</c>.</summary>
    /// <param name="Attempt">Which attempt this is; the first is 1.</param>
    /// <param name="Uri">Where the response came from, after redirects; <see langword="null"/> if the transport knows none.</param>
    /// <param name="Headers">The response's headers, names without case; several values of one name are joined by <c>", "</c>.</param>
    public sealed record Opened(int Attempt, Uri? Uri, IReadOnlyDictionary<string, string> Headers) : SseSignal
    {
        /// <summary>The attempt and the place, without user info, query and headers, which may hold secrets.</summary>
        /// <returns>The text.</returns>
        public override string ToString() => $"Opened {{ Attempt = {Attempt}, Uri = {RedactedUri.Describe(Uri)} }}";
    }

    /// <summary>An event was dispatched.</summary>
    /// <param name="Value">The event.</param>
    public sealed record Event(SseEvent Value) : SseSignal;

    /// <summary>The server sent a comment, as it does to keep the connection alive.</summary>
    /// <param name="Text">All that follows the colon, a leading space included.</param>
    public sealed record Comment(string Text) : SseSignal;

    /// <summary>The server set another reconnection time.</summary>
    /// <param name="ReconnectionTime">The time as sent; waits are capped by <see cref="SseOptions.MaxReconnectDelay"/>.</param>
    public sealed record RetryChanged(TimeSpan ReconnectionTime) : SseSignal;

    /// <summary>The server changed the last event ID without an event.</summary>
    /// <param name="LastEventId">The new one; empty if it was reset.</param>
    public sealed record IdChanged(string LastEventId) : SseSignal;

    /// <summary>This connection was opened without <c>Last-Event-ID</c>, although there is one: it cannot be sent as it is.</summary>
    /// <remarks>The server starts where it starts for anyone: events may be missed or come twice.</remarks>
    /// <param name="LastEventId">The ID.</param>
    /// <param name="Reason">Why it cannot be sent.</param>
    public sealed record LastEventIdOmitted(string LastEventId, string Reason) : SseSignal;

    /// <summary>The connection was lost, or could not be opened; the next attempt follows after the wait. The DOM's <c>error</c> while connecting.</summary>
    /// <param name="Cause">Why; <see cref="SseStreamClosedException"/> if the server ended the stream in good order.</param>
    /// <param name="Attempt">Which attempt this ended; the first is 1.</param>
    /// <param name="Delay">How long until the next attempt.</param>
    public sealed record Disconnected(Exception Cause, int Attempt, TimeSpan Delay) : SseSignal;

    /// <summary>There will be no further attempt; completion follows.</summary>
    /// <param name="Cause">Why: the server's 204, or what the policy took for the end.</param>
    public sealed record Ended(Exception Cause) : SseSignal;
}
