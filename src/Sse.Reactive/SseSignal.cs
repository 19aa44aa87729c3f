namespace Sse.Reactive;

/// <summary>An event in the lifecycle of a subscription. A closed set of types, in the order in which they happen.</summary>
public abstract record SseSignal
{
    private SseSignal()
    {
    }

    /// <summary>A connection is open: the DOM's <c>open</c>.</summary>
    /// <param name="Attempt">The number of the attempt; the first is 1.</param>
    /// <param name="Uri">The response's URL, after redirects; <see langword="null"/> if the transport knows none.</param>
    /// <param name="Headers">The response's headers. Names ignore case; several values of one name are joined by <c>", "</c>.</param>
    public sealed record Opened(int Attempt, Uri? Uri, IReadOnlyDictionary<string, string> Headers) : SseSignal
    {
        /// <summary>The status of the response: 200 for GET, any from 200 to 299 for other methods. Default: 200.</summary>
        public int StatusCode { get; init; } = 200;

        /// <summary>The attempt and the URL, without user info, query and headers, which may hold secrets.</summary>
        /// <returns>The text.</returns>
        public override string ToString() => $"Opened {{ Attempt = {Attempt}, Uri = {RedactedUri.Describe(Uri)} }}";
    }

    /// <summary>An event was dispatched.</summary>
    /// <param name="Value">The event.</param>
    public sealed record Event(SseEvent Value) : SseSignal;

    /// <summary>The server sent a comment, usually to keep the connection alive.</summary>
    /// <param name="Text">All that follows the colon, including a leading space.</param>
    public sealed record Comment(string Text) : SseSignal;

    /// <summary>
    /// The server sent lines that are neither fields of the standard nor comments, or an <c>event</c> line without data, such as
    /// <c>event: error</c> and a blank line. The standard ignores them: no event is dispatched (HTML 9.2.6). Often they are an error of the
    /// server, such as an error message without <c>data:</c>. This signal precedes the event, or other signal, that follows the lines.
    /// </summary>
    /// <param name="Count">How many lines, since the signal before, in the bytes that arrived together.</param>
    /// <param name="Text">The lines, each once and joined by LF: at most their first 1,000 bytes.</param>
    public sealed record LinesIgnored(int Count, string Text) : SseSignal;

    /// <summary>The server changed the reconnection time.</summary>
    /// <param name="ReconnectionTime">The time as sent; <see cref="SseOptions.MaxReconnectDelay"/> limits the delays.</param>
    public sealed record RetryChanged(TimeSpan ReconnectionTime) : SseSignal;

    /// <summary>The server changed the last event ID without an event.</summary>
    /// <param name="LastEventId">The new ID; empty if it was reset.</param>
    public sealed record IdChanged(string LastEventId) : SseSignal;

    /// <summary>The connection was opened without the last event ID, because that cannot be sent as it is.</summary>
    /// <remarks>The server treats the client as a new one: events may be missed or repeated.</remarks>
    /// <param name="LastEventId">The ID.</param>
    /// <param name="Reason">Why it cannot be sent.</param>
    public sealed record LastEventIdOmitted(string LastEventId, string Reason) : SseSignal;

    /// <summary>
    /// The connection was lost, or could not be opened. The next attempt follows after the delay. The DOM's <c>error</c> while connecting.
    /// </summary>
    /// <param name="Attempt">The number of the attempt that ended; the first is 1.</param>
    /// <param name="Cause">The cause; <see cref="SseStreamClosedException"/> if the server ended the stream cleanly.</param>
    /// <param name="Delay">How long until the next attempt.</param>
    public sealed record Disconnected(int Attempt, Exception Cause, TimeSpan Delay) : SseSignal
    {
        /// <summary>
        /// What <see cref="Cause"/> and its inner exceptions say, to show or to log. The message of an <see cref="HttpRequestException"/>
        /// alone often says only that an error occurred. It has no query of a URL and no body of a response.
        /// </summary>
        public string CauseText => FailureText.Describe(Cause);

        /// <summary>The kind of <see cref="Cause"/>, to switch on.</summary>
        public SseDisconnectReason Reason => DisconnectReasons.Of(Cause);

        /// <summary>The attempt, the message of the cause without its stack trace, and the delay.</summary>
        /// <returns>The text.</returns>
        public override string ToString() =>
            $"Disconnected {{ Attempt = {Attempt}, Reason = {Reason}, Cause = {CauseText}, Delay = {Delay} }}";
    }

    /// <summary>There is no further attempt; completion follows.</summary>
    /// <param name="Cause">
    /// The server's 204, or the cause for which the policy returned <see cref="SseReconnectDecision.Complete"/>.
    /// </param>
    public sealed record Ended(Exception Cause) : SseSignal
    {
        /// <summary>What <see cref="Cause"/> and its inner exceptions say, to show or to log.</summary>
        public string CauseText => FailureText.Describe(Cause);

        /// <summary>The message of the cause, without its stack trace.</summary>
        /// <returns>The text.</returns>
        public override string ToString() => $"Ended {{ Cause = {CauseText} }}";
    }
}
