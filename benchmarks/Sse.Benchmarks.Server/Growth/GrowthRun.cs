using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>What one operation costs as subscribers of a topic, its history or the number of topics grow. All in one process.</summary>
internal static class GrowthRun
{
    public static int Start(int? rounds, bool quick)
    {
        var count = rounds ?? (quick ? 3 : 9);
        Print(
            "subscribers of a topic: ns to join and to leave, in a crowd; ns a delivery",
            quick ? [1, 100, 10_000] : [1, 10, 100, 1_000, 10_000, 100_000],
            ["join", "leave", "delivery"],
            subscribers => Medians(count, () => SubscriberGrowth.Measure(subscribers)));
        Print(
            "events in a history, which is full: ns to publish, to resume at its end, to replay an event; bytes an event",
            quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000],
            ["publish", "resume", "replay", "bytes"],
            events => Medians(count, () => HistoryGrowth.Measure(events)));
        Print(
            "topics without subscribers, with one event each: ns to publish to one; bytes of one",
            quick ? [1, 1_000, 100_000] : [1, 1_000, 10_000, 100_000, 1_000_000],
            ["publish", "bytes"],
            topics => Medians(count, () => TopicGrowth.Measure(topics)));
        return 0;
    }

    private static double[] Medians(int rounds, Func<double[]> measure)
    {
        measure();
        var results = Enumerable.Range(0, rounds).Select(_ => measure()).ToArray();
        return [.. results[0].Select((_, column) => Median.Of(results.Select(r => r[column])))];
    }

    private static void Print(string title, int[] sizes, string[] columns, Func<int, double[]> measure)
    {
        Console.WriteLine(title);
        Console.WriteLine($"{"",9}{string.Concat(columns.Select(c => c.PadLeft(10)))}");
        foreach (var size in sizes)
        {
            var row = measure(size).Select(value => value.ToString("F0", CultureInfo.InvariantCulture).PadLeft(10));
            Console.WriteLine($"{size,9}{string.Concat(row)}");
        }

        Console.WriteLine();
    }
}
