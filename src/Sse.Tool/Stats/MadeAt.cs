using System.Globalization;
using System.Text.Json;
using Sse.Tool.Json;

namespace Sse.Tool.Stats;

/// <summary>When an event was made, by a time in its JSON: ISO 8601, or a number of seconds, milliseconds or microseconds since 1970, told apart by its size.</summary>
internal static class MadeAt
{
    public static DateTimeOffset? Of(SseEvent e, JsonPath path)
    {
        using var json = JsonText.TryParse(e.Data);
        return json is not null && path.Find(json.RootElement) is { } value ? Of(value) : null;
    }

    private static DateTimeOffset? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => Since1970(number),
        JsonValueKind.String when DateTimeOffset.TryParse(JsonText.Value(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        JsonValueKind.String when double.TryParse(JsonText.Value(value), CultureInfo.InvariantCulture, out var number) => Since1970(number),
        _ => null,
    };

    private static DateTimeOffset? Since1970(double number) => number switch
    {
        >= 0 and < 1e11 => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(number),
        >= 1e11 and < 1e14 => DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(number),
        >= 1e14 and < 1e17 => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(number),
        _ => null,
    };
}
