using System.Globalization;
using Sse.Tool.Formats;

namespace Sse.Tool.Stats;

/// <summary>The statistics in a line: <c>1,204 events  lag 120ms  12.0/s  1.2 MB  1 reconnect</c>. Narrow terminals cut it: what matters stands first.</summary>
internal static class StatsLine
{
    public static string Of(StreamStats stats, long bytes, DateTimeOffset now)
    {
        var lag = (stats.Lag, stats.LastEventAt) switch
        {
            ({ } age, _) => age < TimeSpan.Zero ? $"lag -{Elapsed.Of(-age)} (its clock is ahead)" : $"lag {Elapsed.Of(age)}",
            (_, { } last) => $"last {Elapsed.Of(now - last)} ago",
            _ => "no event yet",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stats.Events:N0} {Plural(stats.Events, "event")}  {lag}{(stats.IsOpen ? "" : "  (not connected)")}  {stats.Rate.At(now):0.0}/s  {Size(bytes)}  {stats.Reconnects} {Plural(stats.Reconnects, "reconnect")}");
    }

    private static string Plural(long count, string noun) => count == 1 ? noun : noun + "s";

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
