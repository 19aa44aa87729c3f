namespace Sse.Benchmarks.Server;

/// <summary>A row for each way to publish. A ratio is what the peer takes through what ours takes: above 1, ours is the better.</summary>
internal static class FanoutTable
{
    public static void PrintHeader() => Console.WriteLine(
        """
        rate, cpu: how many times the deliveries per second, and how many times less CPU time of the server's process per delivery, than TypedResults.ServerSentEvents with a channel for each
        client (medians of the rounds' ratios; quartiles in brackets). Then medians of ours : the peer : bare sockets, one send to each client, which is the floor: k/s, thousand deliveries
        per second; ns, CPU time per delivery; kernel, what of it was spent there; B, bytes allocated per delivery.

                                     | rate               cpu                | k/s                 | ns                   | kernel               | B
        """);

    /// <param name="name">Of the row.</param>
    /// <param name="costs">Ours, the peer's, the floor's.</param>
    public static void Print(string name, Cost[][] costs) => Console.WriteLine(
        $"{name,-28} | {Ratio(costs, c => c.Time)} {Ratio(costs, c => c.Cpu)} | {Each(costs, c => 1e6 / c.Time, "F0")} | {Each(costs, c => c.Cpu, "F0")}"
        + $" | {Each(costs, c => c.Kernel, "F0")} | {Each(costs, c => c.Bytes, "F1")}");

    private static string Ratio(Cost[][] costs, Func<Cost, double> part)
    {
        var ratios = costs[1].Zip(costs[0], (peer, ours) => part(peer) / part(ours)).Order().ToArray();
        return $"{Median.Of(ratios),5:F2} ({ratios[ratios.Length / 4]:F2} {ratios[^((ratios.Length / 4) + 1)]:F2})".PadRight(18);
    }

    private static string Each(Cost[][] costs, Func<Cost, double> part, string format) =>
        string.Join(" :", costs.Select(c => Median.Of(c.Select(part)).ToString(format, System.Globalization.CultureInfo.InvariantCulture).PadLeft(5)));
}
