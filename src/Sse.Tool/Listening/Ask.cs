using Sse.Tool.Json;

namespace Sse.Tool.Listening;

/// <summary>All that was asked for on the command line.</summary>
internal sealed record Ask(Uri Uri)
{
    public required HttpMethod Method { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public ReadOnlyMemory<byte>? Body { get; init; }

    public IReadOnlyCollection<string> Types { get; init; } = [];

    public OutputKind Output { get; init; }

    public JsonPath? Json { get; init; }

    public bool IsJoined { get; init; }

    public string LastEventId { get; init; } = "";

    public string? Checkpoint { get; init; }

    public int? Take { get; init; }

    public TimeSpan? For { get; init; }

    public string? Until { get; init; }

    public TimeSpan? Idle { get; init; }

    /// <summary>In bytes.</summary>
    public int? MaxEvent { get; init; }

    public bool Reconnects { get; init; } = true;

    public bool IsInsecure { get; init; }

    public bool HasStats { get; init; }

    public JsonPath? Lag { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }
}
