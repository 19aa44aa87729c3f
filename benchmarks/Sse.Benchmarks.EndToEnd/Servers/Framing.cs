namespace Sse.Benchmarks.EndToEnd;

/// <summary>How the server marks where a body ends.</summary>
internal enum Framing
{
    /// <summary>A chunk of HTTP/1.1 for each send, as servers do that flush.</summary>
    Chunked,

    /// <summary>None: the body is what comes until the connection closes.</summary>
    Close,
}
