using System.Net;

namespace Sse.Tool.Serving;

/// <summary>All that <c>sse serve</c> was asked for.</summary>
/// <param name="File">What to serve; <c>-</c> is standard input.</param>
internal sealed record Offer(string File)
{
    public int Port { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The origin whose pages may listen; <c>*</c> is any; <see langword="null"/> none.</summary>
    public string? Cors { get; init; }

    public bool IsNdjson { get; init; }

    public string Type { get; init; } = SseEvent.DefaultType;

    public int History { get; init; } = 10_000;
}
