namespace Sse.Benchmarks.EndToEnd;

/// <summary>A row for each stream. A ratio is what the peer takes through what ours takes: above 1, ours is the better.</summary>
internal static class ThroughputTable
{
    public static void PrintHeader() => Console.WriteLine(
        """
        rate, cpu: how many times the events per second, and how many times less CPU time of the client's process, than HttpClient with the
        BCL's parser (medians of the rounds' ratios; quartiles in brackets); M/s: million events per second, ours : the BCL; ns: CPU time per
        event; B: bytes allocated per event. bytes alone: HttpClient read in 16 KiB without a parser, which the server's pace limits.

                                    | Connect against strings                                               | Connect<T> against spans                                              | bytes alone
        stream                      | rate              cpu               M/s         ns           B        | rate              cpu               M/s         ns           B        |   M/s     ns
        """);

    public static void Print(string path, Costs costs) => Console.WriteLine(
        $"{path[1..],-27} | {Compare(costs, OurClients.Strings, BclClients.Strings)} | {Compare(costs, OurClients.Selector, BclClients.Spans)} |"
        + $" {Rate(costs, BclClients.Bytes),5:F2} {costs.PerEvent(BclClients.Bytes, c => c.Cpu),6:F0}");

    private static string Compare(Costs costs, StreamClient ours, StreamClient peer) =>
        $"{Ratio(costs.Ratio(ours, peer, c => c.Time))} {Ratio(costs.Ratio(ours, peer, c => c.Cpu))}"
        + $" {Rate(costs, ours),5:F2} :{Rate(costs, peer),5:F2}"
        + $" {costs.PerEvent(ours, c => c.Cpu),5:F0} :{costs.PerEvent(peer, c => c.Cpu),5:F0}"
        + $" {costs.PerEvent(ours, c => c.Bytes),5:F0} :{costs.PerEvent(peer, c => c.Bytes),5:F0}";

    private static string Ratio((double Median, double Low, double High) ratio) => $"{ratio.Median,4:F2} ({ratio.Low:F2} {ratio.High:F2})  ";

    private static double Rate(Costs costs, StreamClient client) => 1000 / costs.PerEvent(client, c => c.Time);
}
