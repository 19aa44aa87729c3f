using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>
/// Prints one row for each way to publish. A ratio is the cost of the peer divided by that of the topic: above 1, the topic is better.
/// </summary>
internal static class FanoutTable
{
    public static void PrintHeader() => Console.WriteLine(
        """
        rate: the topic's deliveries per second divided by those of TypedResults.ServerSentEvents with a channel per client.
        cpu: the peer's CPU time per delivery divided by the topic's. Both are medians of the rounds' ratios, with quartiles in brackets.
        Then medians of the topic : the peer : the floor (bare sockets, one send per client): k/s, thousand deliveries per second;
        ns, CPU time of the server's process per delivery; kernel, the part of it in the kernel; B, bytes allocated per delivery.
        """ + "\n\n" + $"{"",-28} | {"rate",-18} {"cpu",-18} | {"k/s",-19} | {"ns",-19} | {"kernel",-19} | B");

    /// <param name="name">The name of the row.</param>
    /// <param name="costs">The costs of the topic, of the peer and of the floor.</param>
    public static void Print(string name, Cost[][] costs) => Console.WriteLine(
        $"{name,-28} | {Ratio(costs, c => c.Time)} {Ratio(costs, c => c.Cpu)} | {Each(costs, c => 1e6 / c.Time, "F0")}"
        + $" | {Each(costs, c => c.Cpu, "F0")} | {Each(costs, c => c.Kernel, "F0")} | {Each(costs, c => c.Bytes, "F1")}");

    private static string Ratio(Cost[][] costs, Func<Cost, double> part)
    {
        var ratios = costs[1].Zip(costs[0], (peer, topic) => part(peer) / part(topic)).Order().ToArray();
        return $"{Median.Of(ratios),5:F2} ({ratios[ratios.Length / 4]:F2} {ratios[^((ratios.Length / 4) + 1)]:F2})".PadRight(18);
    }

    private static string Each(Cost[][] costs, Func<Cost, double> part, string format) =>
        string.Join(" :", costs.Select(c => Median.Of(c.Select(part)).ToString(format, CultureInfo.InvariantCulture).PadLeft(5)));
}
