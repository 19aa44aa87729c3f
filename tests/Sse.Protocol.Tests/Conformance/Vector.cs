using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sse.Protocol.Tests;

/// <summary>A conformance case: a stream and the results of a conforming parser.</summary>
public sealed record Vector
{
    public required string Name { get; init; }

    [JsonPropertyName("stream_base64")]
    public byte[] Stream { get; init; } = [];

    [JsonPropertyName("chunks_base64")]
    public byte[][]? Chunks { get; init; }

    public required ExpectedEvent[] Events { get; init; }

    public long? Retry { get; init; }

    public string? RetryRaw { get; init; }

    public string? LastEventIdAfter { get; init; }

    public string? InitialLastEventId { get; init; }

    public string[]? Comments { get; init; }

    public int[]? DispatchedAfterChunk { get; init; }

    public IEnumerable<SseEvent> ExpectedEvents => Events.Select(e => new SseEvent(e.Data, e.Type, e.LastEventId));

    /// <summary>The reconnection time the stream sets; one too large for a TimeSpan is clamped.</summary>
    public TimeSpan? ExpectedRetry =>
        RetryRaw is not null ? TimeSpan.MaxValue
        : Retry is { } milliseconds ? TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond)
        : null;

    public SseParseOptions Options => new() { LastEventId = InitialLastEventId ?? "" };

    /// <summary>Property names in camel case, as in the files.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static IEnumerable<Vector> Load(string file) => JsonSerializer.Deserialize<Vector[]>(
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", file)), Json)!;

    public static IEnumerable<TestCaseData> Cases(params string[] files) =>
#if MUTANTS // without the longest streams, because they run for hundreds of mutants
        files.SelectMany(Load).Where(v => v.Stream.Length < 500).Select(v => new TestCaseData(v).SetArgDisplayNames(v.Name));
#else
        files.SelectMany(Load).Select(v => new TestCaseData(v).SetArgDisplayNames(v.Name));
#endif

    public sealed record ExpectedEvent(string Type, string Data, string LastEventId);
}
