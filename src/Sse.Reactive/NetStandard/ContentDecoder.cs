using System.IO.Compression;

namespace Sse.Reactive;

/// <summary>The content codings (RFC 9110, 8.4.1) that .NET Standard 2.0 can decode.</summary>
internal static class ContentDecoder
{
    /// <summary>The value of <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip";

    /// <returns>The decoded stream, which owns the encoded one; <see langword="null"/> for another coding.</returns>
    public static Stream? Decode(string coding, Stream encoded) =>
        coding.ToUpperInvariant() is "GZIP" or "X-GZIP" ? new GZipStream(encoded, CompressionMode.Decompress) : null;
}
