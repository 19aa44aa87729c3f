using System.IO.Compression;

namespace Sse.Reactive;

/// <summary>The content codings (RFC 9110, 8.4.1) that can be decoded.</summary>
internal static class ContentDecoder
{
    /// <summary>The value of <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip, br";

    /// <returns>The decoded stream, which owns the encoded one; <see langword="null"/> for another coding.</returns>
    public static Stream? Decode(string coding, Stream encoded) => coding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(encoded, CompressionMode.Decompress),
        "BR" => new BrotliStream(encoded, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(encoded, CompressionMode.Decompress),
        _ => null,
    };
}
