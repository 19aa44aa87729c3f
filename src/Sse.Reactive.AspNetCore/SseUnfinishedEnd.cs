namespace Sse.Reactive.AspNetCore;

/// <summary>
/// How a stream ends that ends before its source has completed: the source failed, the client was too slow, the maximum age, the expiry of
/// the authentication, or the stop of the host.
/// </summary>
public enum SseUnfinishedEnd
{
    /// <summary><see cref="Resume"/> for GET, <see cref="Abort"/> for every other method. The default.</summary>
    ByMethod,

    /// <summary>
    /// The response ends cleanly, with a <c>retry</c> where there is one: the client reconnects and resumes. For a POST whose client
    /// resumes by a GET, as in MCP.
    /// </summary>
    Resume,

    /// <summary>
    /// The connection breaks after the queued events: over HTTP/1.1 without the last chunk, over HTTP/2 and HTTP/3 with a reset. No client
    /// can take a part of an answer for the whole. For answers that no client resumes, and for clients that take a clean end for the end.
    /// </summary>
    Abort,
}
