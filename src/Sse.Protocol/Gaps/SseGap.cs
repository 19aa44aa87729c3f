using System.Buffers;
using System.Text.Json;

namespace Sse.Protocol;

/// <summary>
/// A server's report that events are missing at this position of the stream: an event of type <see cref="EventType"/> whose data is
/// <c>{"reason":"expired","count":3,"after":"7"}</c>. <c>[beyond spec]</c>
/// </summary>
/// <param name="Reason">Why events are missing.</param>
/// <param name="Count">How many events are missing; <see langword="null"/> if the server does not know.</param>
/// <param name="After">The last event ID before the missing events; empty if there is none.</param>
public readonly record struct SseGap(SseGapReason Reason, long? Count = null, string After = "")
{
    /// <summary>The event type of a gap: <c>"sse-gap"</c>.</summary>
    public const string EventType = "sse-gap";

    private static readonly string[] Reasons = ["unknown", "expired", "overflow"];

    private readonly string? _after = After;

    /// <summary>The last event ID before the missing events; never <see langword="null"/>.</summary>
    public string After
    {
        get => _after ?? "";
        init => _after = value;
    }

    /// <summary>Reads a gap from an event.</summary>
    /// <param name="e">Any event.</param>
    /// <param name="gap">The gap.</param>
    /// <returns>Whether the event reports a gap: its type is <see cref="EventType"/> and its data has a known reason.</returns>
    public static bool TryRead(SseEvent e, out SseGap gap)
    {
        gap = default;
        if (e.Type != EventType)
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(e.Data);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || Text(root, "reason") is not { } name
                || (Array.IndexOf(Reasons, name) is var reason && reason < 0))
            {
                return false;
            }

            var hasCount = root.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Number;
            gap = new((SseGapReason)reason, hasCount && count.TryGetInt64(out var number) ? number : null, Text(root, "after") ?? "");
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // an InvalidOperationException: a name or a text contains an escaped lone surrogate
        }
    }

    /// <summary>Creates the event that reports the gap.</summary>
    /// <param name="lastEventId">
    /// The ID of the event: the position after the gap, from which a receiver then resumes. Default: empty.
    /// </param>
    /// <returns>The event.</returns>
    public SseEvent ToEvent(string lastEventId = "")
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("reason", Reasons[(int)Reason]);
            if (Count is { } count)
            {
                json.WriteNumber("count", count);
            }

            if (After.Length > 0)
            {
                json.WriteString("after", After);
            }

            json.WriteEndObject();
        }

        return new(Utf8Text.Decode(output.WrittenSpan), EventType, lastEventId);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
