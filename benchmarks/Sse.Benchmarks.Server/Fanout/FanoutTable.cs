using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>
/// Prints one row for each way to publish. A ratio is the cost of the peer divided by that of the topic: above 1, the topic is better.
/// </summary>
internal static class FanoutTable
{
    private static readonly string[] Units = ["k/s", "ns", "kernel", "bytes"];
    private static readonly string[] Who = ["topic", "peer", "kestrel", "sockets"];

    public static void PrintHeader() => Console.WriteLine(
        """
        rate: the topic's deliveries per second divided by those of TypedResults.ServerSentEvents with a channel per client.
        cpu: the peer's CPU time per delivery divided by the topic's. Both are medians of the rounds' ratios, with quartiles in brackets.
        Then medians of the topic : the peer : two floors, which write the same bytes to each client in a loop, through Kestrel and to bare
        sockets: k/s, thousand deliveries per second; ns, CPU time of the server's process per delivery; kernel, the part of it in the
        kernel; B, bytes allocated per delivery.
        """ + "\n\n" + $"{"",-28} | {"rate",-18} {"cpu",-18} | {"k/s",-26} | {"ns",-26} | {"kernel",-26} | B");

    public static ResultFile NewFile() => new(
        "server",
        "./build.sh bench-server --save",
        [
            "subscribers", "payload", "pace", "rate", "rate low", "rate high", "cpu", "cpu low", "cpu high",
            .. from unit in Units from who in Who select $"{who} {unit}",
        ]);

    /// <summary>Adds a row to the file.</summary>
    public static void Add(ResultFile file, object[] name, Cost[][] costs) => file.Add(
        [
            .. name,
            .. new[] { Quartiles(costs, c => c.Time), Quartiles(costs, c => c.Cpu) }
                .SelectMany(r => new object[] { Math.Round(r.Median, 2), Math.Round(r.Low, 2), Math.Round(r.High, 2) }),
            .. new Func<Cost, double>[] { c => 1e6 / c.Time, c => c.Cpu, c => c.Kernel, c => c.Bytes }
                .SelectMany(part => costs.Select(c => (object)Math.Round(Median.Of(c.Select(part)), 1))),
        ]);

    /// <param name="name">The name of the row.</param>
    /// <param name="costs">The costs of the topic, of the peer and of the floors.</param>
    public static void Print(string name, Cost[][] costs) => Console.WriteLine(
        $"{name,-28} | {Ratio(costs, c => c.Time)} {Ratio(costs, c => c.Cpu)} | {Each(costs, c => 1e6 / c.Time, "F0")}"
        + $" | {Each(costs, c => c.Cpu, "F0")} | {Each(costs, c => c.Kernel, "F0")} | {Each(costs, c => c.Bytes, "F1")}");

    private static string Ratio(Cost[][] costs, Func<Cost, double> part)
    {
        var (median, low, high) = Quartiles(costs, part);
        return $"{median,5:F2} ({low:F2} {high:F2})".PadRight(18);
    }

    private static (double Median, double Low, double High) Quartiles(Cost[][] costs, Func<Cost, double> part)
    {
        var ratios = costs[1].Zip(costs[0], (peer, topic) => part(peer) / part(topic)).Order().ToArray();
        return (Median.Of(ratios), ratios[ratios.Length / 4], ratios[^((ratios.Length / 4) + 1)]);
    }

    private static string Each(Cost[][] costs, Func<Cost, double> part, string format) =>
        string.Join(" :", costs.Select(c => Median.Of(c.Select(part)).ToString(format, CultureInfo.InvariantCulture).PadLeft(5)));
}
