using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>
/// What one operation costs as subscribers of a topic, its history or the number of topics grow: in one process, and subscribers over
/// sockets from another process.
/// </summary>
internal static class ScaleRun
{
    public static async Task<int> StartAsync(int? rounds, bool quick, bool saves)
    {
        var count = rounds ?? (quick ? 3 : 9);
        await MeasureAsync(
            "subscribers",
            "ns to join and to leave, in a crowd; ns a delivery",
            quick ? [1, 100, 10_000] : [1, 10, 100, 1_000, 10_000, 100_000],
            ["join", "leave", "delivery"],
            subscribers => Medians(count, () => SubscriberGrowth.Measure(subscribers)),
            saves);
        await MeasureAsync(
            "histories",
            "events in a history, which is full: ns to publish, to resume at its end, to replay an event; bytes an event",
            quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000],
            ["publish", "resume", "replay", "bytes"],
            events => Medians(count, () => HistoryGrowth.Measure(events)),
            saves);
        await MeasureAsync(
            "topics",
            "topics without subscribers: ns to publish to one; bytes of one without events, and with one event",
            quick ? [1, 1_000, 100_000] : [1, 1_000, 10_000, 100_000, 1_000_000],
            ["publish", "empty", "bytes"],
            topics => Medians(count, () => TopicGrowth.Measure(topics)),
            saves);
        await MeasureAsync(
            "sockets",
            "subscribers over sockets: us of the server's CPU to connect one; ns of CPU a delivery, at full rate and one at a time; heap",
            quick ? [1, 100, 1_000] : [1, 10, 100, 1_000, 10_000, 18_000],
            ["connect", "delivery", "alone", "heap"],
            SocketGrowth.MeasureAsync,
            saves);
        return 0;
    }

    private static Task<double[]> Medians(int rounds, Func<double[]> measure)
    {
        measure();
        var results = Enumerable.Range(0, rounds).Select(_ => measure()).ToArray();
        return Task.FromResult<double[]>([.. results[0].Select((_, column) => Median.Of(results.Select(r => r[column])))]);
    }

    private static async Task MeasureAsync(
        string name, string title, int[] sizes, string[] columns, Func<int, Task<double[]>> measure, bool saves)
    {
        Console.WriteLine(title);
        Console.WriteLine($"{name,11}{string.Concat(columns.Select(c => c.PadLeft(10)))}");
        var file = new ResultFile($"scale-{name}", "./build.sh bench-scale --save", [name, .. columns]);
        foreach (var size in sizes)
        {
            var values = await measure(size);
            Console.WriteLine(
                $"{size,11}{string.Concat(values.Select(v => v.ToString("F0", CultureInfo.InvariantCulture).PadLeft(10)))}");
            file.Add([size, .. values.Select(v => (object)Math.Round(v, 1))]);
        }

        Console.WriteLine();
        if (saves)
        {
            file.Save();
        }
    }
}
