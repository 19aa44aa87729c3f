using System.Globalization;

namespace Sse.Tool;

/// <summary>Formats durations for people, with about three digits: <c>250ms</c>, <c>1.50s</c>, <c>2m05s</c>, <c>1d01h</c>.</summary>
internal static class DurationText
{
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 0.5 } => "0ms",
        { TotalMilliseconds: < 999.5 } => Invariant($"{duration.TotalMilliseconds:0}ms"),
        { TotalSeconds: < 9.995 } => Invariant($"{duration.TotalSeconds:0.00}s"),
        { TotalSeconds: < 59.95 } => Invariant($"{duration.TotalSeconds:0.0}s"),
        { TotalHours: < 1 } => Invariant($"{duration.Minutes}m{duration.Seconds:00}s"),
        { TotalDays: < 1 } => Invariant($"{duration.Hours}h{duration.Minutes:00}m"),
        _ => Invariant($"{duration.Days}d{duration.Hours:00}h"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
