using System.Globalization;
using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// Reads when an event was created from its JSON data: an ISO 8601 text, or a number of seconds, milliseconds or microseconds since 1970.
/// The magnitude of the
/// number decides its unit.
/// </summary>
internal static class EventTimestamp
{
    public static DateTimeOffset? Find(SseEvent e, JsonPath path)
    {
        using var json = JsonText.TryParse(e.Data);
        return json is not null && path.Find(json.RootElement) is { } value ? Parse(value) : null;
    }

    private static DateTimeOffset? Parse(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => SinceUnixEpoch(number),
        JsonValueKind.String => Parse(JsonText.Value(value)),
        _ => null,
    };

    private static DateTimeOffset? Parse(string text)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? SinceUnixEpoch(number) : null;
    }

    private static DateTimeOffset? SinceUnixEpoch(double number) => number switch
    {
        >= 0 and < 1e11 => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(number),
        >= 1e11 and < 1e14 => DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(number),
        >= 1e14 and < 1e17 => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(number),
        _ => null,
    };
}
