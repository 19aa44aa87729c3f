namespace Sse.Reactive.AspNetCore;

/// <summary>What is sent when a stream opens, and after each <see cref="SseServerOptions.HeartbeatInterval"/> of silence.</summary>
public enum SseHeartbeat
{
    /// <summary>
    /// An empty comment, <c>:</c> and a line feed, as HTML 9.2.7 recommends. The default: every client ignores it, except for the SDKs of
    /// Gemini's API.
    /// </summary>
    Comment,

    /// <summary>
    /// A blank line, for clients that read nothing but <c>data</c> lines, as Google's SDKs do. To the standard it is nothing (HTML 9.2.6),
    /// but <c>fetch-event-source</c> and Datastar report it as a message without data.
    /// </summary>
    BlankLine,
}
