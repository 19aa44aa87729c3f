namespace Sse.Benchmarks.EndToEnd;

/// <summary>How the server marks the end of the body.</summary>
internal enum Framing
{
    /// <summary>Each send is an HTTP/1.1 chunk, as with servers that flush.</summary>
    Chunked,

    /// <summary>None: the body ends when the connection closes.</summary>
    Close,
}
