namespace Sse.Tool;

/// <summary>The parsed arguments of <c>sse URL</c>.</summary>
/// <param name="Uri">The event stream. Its user info, if any, is sent as Basic credentials.</param>
internal sealed record ListenRequest(Uri Uri)
{
    public required HttpMethod Method { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether attempts after the first event ID are a GET without the body.</summary>
    public bool ResumesWithGet { get; init; }

    /// <summary>Stops at the response to this call, after it is printed.</summary>
    public JsonRpcCall? Call { get; init; }

    /// <summary>The event types to print; empty for all.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Whether an event is of one of <see cref="Types"/>.</summary>
    public bool Prints(SseEvent e) => Types.Count == 0 || Types.Any(type => EventTypes.IsOf(e, type));

    public OutputFormat Format { get; init; }

    /// <summary>Set if <see cref="Format"/> is <see cref="OutputFormat.JsonValue"/>.</summary>
    public JsonPath? JsonPath { get; init; }

    /// <summary>Whether JSON values are printed without line breaks between them.</summary>
    public bool IsJoined { get; init; }

    public string LastEventId { get; init; } = "";

    public string? CheckpointFile { get; init; }

    /// <summary>Stops after this many printed events.</summary>
    public int? Take { get; init; }

    /// <summary>Stops after this time.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Stops at the event with this data.</summary>
    public string? Until { get; init; }

    /// <summary>Stops at the first event of one of these types.</summary>
    public IReadOnlyCollection<string> UntilTypes { get; init; } = [];

    /// <summary>What the data of some event must have, else the stream is not complete.</summary>
    public JsonPath? Expected { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public int? MaxEventBytes { get; init; }

    public bool Reconnects { get; init; } = true;

    /// <summary>How many times in a row to try again; <see langword="null"/> without a limit.</summary>
    public int? MaxRetries { get; init; }

    public bool IsInsecure { get; init; }

    /// <summary>Other origins that may receive the headers and credentials.</summary>
    public IReadOnlyCollection<Uri> TrustedOrigins { get; init; } = [];

    /// <summary>Whether only HTTP/2 is spoken, also in clear text.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Whether a response with another content type is read too.</summary>
    public bool AcceptsAnyType { get; init; }

    public bool HasStats { get; init; }

    /// <summary>Where the data holds the event's timestamp.</summary>
    public JsonPath? LagPath { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }
}
