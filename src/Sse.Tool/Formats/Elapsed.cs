using System.Globalization;

namespace Sse.Tool.Formats;

/// <summary>Times for the eye, three digits or so.</summary>
internal static class Elapsed
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 0.5 } => "0ms",
        { TotalMilliseconds: < 999.5 } => Invariant($"{time.TotalMilliseconds:0}ms"),
        { TotalSeconds: < 9.995 } => Invariant($"{time.TotalSeconds:0.00}s"),
        { TotalSeconds: < 59.95 } => Invariant($"{time.TotalSeconds:0.0}s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes}m{time.Seconds:00}s"),
        { TotalDays: < 1 } => Invariant($"{time.Hours}h{time.Minutes:00}m"),
        _ => Invariant($"{time.Days}d{time.Hours:00}h"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
