using System.Net;

namespace Sse.Tool;

/// <summary>The parsed arguments of <c>sse serve</c>.</summary>
/// <param name="File">The file to serve; <c>-</c> is standard input.</param>
internal sealed record ServeRequest(string File)
{
    /// <summary>The port; 0 is any free port.</summary>
    public int Port { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The origin whose pages may read the stream; <c>*</c> for all, <see langword="null"/> for none.</summary>
    public string? CorsOrigin { get; init; }

    /// <summary>Whether each line is a JSON object; see <see cref="NdjsonEvent"/>.</summary>
    public bool IsNdjson { get; init; }

    /// <summary>The type of events that name none.</summary>
    public string Type { get; init; } = SseEvent.DefaultType;

    /// <summary>How many events are kept for replay.</summary>
    public int History { get; init; } = 10_000;
}
