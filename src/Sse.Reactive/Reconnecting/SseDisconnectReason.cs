namespace Sse.Reactive;

/// <summary>The kinds of reasons for which a connection ends.</summary>
public enum SseDisconnectReason
{
    /// <summary>Any other cause, such as an exception of a custom transport or request factory.</summary>
    Other,

    /// <summary>The server ended the stream cleanly.</summary>
    StreamClosed,

    /// <summary>No connection could be made: name resolution, refused, TLS, proxy.</summary>
    ConnectFailed,

    /// <summary>The connection broke: reset, aborted, ended prematurely, corrupt compressed data.</summary>
    NetworkError,

    /// <summary>
    /// <see cref="SseOptions.IdleTimeout"/>, <see cref="SseOptions.EventTimeout"/> or <see cref="SseOptions.MaxDowntime"/> has passed, or
    /// the <see cref="HttpClient"/>'s own timeout.
    /// </summary>
    Timeout,

    /// <summary>A status that an event stream does not have: see <see cref="SseResponseException.StatusCode"/>.</summary>
    Status,

    /// <summary>Status 200 with a content type other than <c>text/event-stream</c>.</summary>
    ContentType,

    /// <summary>An event stream with a content coding (RFC 9110, 8.4) that was not decoded, such as zstd.</summary>
    ContentEncoding,

    /// <summary><see cref="SseOptions.Restart"/> asked for a new connection.</summary>
    Restart,
}
