using System.Globalization;

namespace Sse.Tool;

/// <summary>
/// Formats the statistics as a line: <c>1,204 events  lag 120ms  12.0/s  1.2 MB  1 reconnect</c>. The most important parts come first,
/// since a narrow terminal truncates the line.
/// </summary>
internal static class StatsLine
{
    /// <param name="stats">The statistics.</param>
    /// <param name="bytes">The received bytes, after decompression.</param>
    /// <param name="elapsed">The time since the start.</param>
    public static string Format(StreamStats stats, long bytes, TimeSpan elapsed)
    {
        var events = string.Create(CultureInfo.InvariantCulture, $"{stats.Events:N0} {Plural(stats.Events, "event")}");
        var rate = string.Create(CultureInfo.InvariantCulture, $"{stats.Rate.At(elapsed):0.0}/s");
        var reconnects = $"{stats.Reconnects} {Plural(stats.Reconnects, "reconnect")}";
        return $"{events}  {Age(stats, elapsed)}{(stats.IsOpen ? "" : "  (not connected)")}  {rate}  {Size(bytes)}  {reconnects}";
    }

    private static string Age(StreamStats stats, TimeSpan elapsed) => (stats.Lag, stats.LastEventAt) switch
    {
        ({ } lag, _) => lag < TimeSpan.Zero ? $"lag -{DurationText.Of(-lag)} (the sender's clock is ahead)" : $"lag {DurationText.Of(lag)}",
        (_, { } last) => $"last {DurationText.Of(elapsed - last)} ago",
        _ => "no event yet",
    };

    private static string Plural(long count, string noun) => count == 1 ? noun : noun + "s";

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
