using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Prints one row for each stream. A ratio is the peer's cost divided by the library's: above 1, the library is better.</summary>
internal static class ThroughputTable
{
    private const string Columns = "rate              cpu               M/s         ns           B       ";

    public static void PrintHeader() => Console.WriteLine(
        $"""
        rate, cpu: events per second and CPU time of the client process, as factors over HttpClient with the BCL's parser (median of the
        rounds, quartiles in brackets); M/s: million events per second, library : BCL; ns: CPU time per event; B: bytes allocated per event.
        pushed: SseObservable.Connect; pulled: SseAsyncEnumerable.Connect.
        bytes only: HttpClient reads 16 KiB at a time without a parser, limited by the server.

        {Machine.Description}
        {"",-34} | {"Connect against strings",-69} | {"Connect<T> against spans",-69} | bytes only
        {"stream",-34} | {Columns} | {Columns} |   M/s     ns
        """);

    public static ResultFile NewFile() => new(
        "client",
        "./build.sh bench-e2e --save",
        "stream", "sending", "framing", "door", "strings rate", "strings cpu", "selector rate", "selector cpu");

    /// <summary>Adds a row for each door to the file.</summary>
    public static void Add(ResultFile file, string path, Costs costs)
    {
        AddRow("pushed", LibraryClients.Strings, LibraryClients.Selector);
        AddRow("pulled", LibraryClients.PulledStrings, LibraryClients.PulledSelector);

        void AddRow(string door, StreamClient strings, StreamClient selector)
        {
            var ratios = from clients in new[] { (Ours: strings, Peer: BclClients.Strings), (Ours: selector, Peer: BclClients.Spans) }
                         from part in new Func<Cost, double>[] { c => c.Time, c => c.Cpu }
                         select (object)Math.Round(costs.Ratio(clients.Ours, clients.Peer, part).Median, 2);
            file.Add([.. path[1..].Split('/'), door, .. ratios]);
        }
    }

    public static void Print(string path, Costs costs)
    {
        PrintRow($"{path[1..],-27} pushed", LibraryClients.Strings, LibraryClients.Selector, costs);
        PrintRow($"{"",-27} pulled", LibraryClients.PulledStrings, LibraryClients.PulledSelector, costs);
    }

    private static void PrintRow(string name, StreamClient strings, StreamClient selector, Costs costs) => Console.WriteLine(
        $"{name,-34} | {Compare(costs, strings, BclClients.Strings)}"
        + $" | {Compare(costs, selector, BclClients.Spans)}"
        + $" | {Rate(costs, BclClients.Bytes),5:F2} {costs.PerEvent(BclClients.Bytes, c => c.Cpu),6:F0}");

    private static string Compare(Costs costs, StreamClient ours, StreamClient peer) =>
        $"{Ratio(costs.Ratio(ours, peer, c => c.Time))} {Ratio(costs.Ratio(ours, peer, c => c.Cpu))}"
        + $" {Rate(costs, ours),5:F2} :{Rate(costs, peer),5:F2}"
        + $" {costs.PerEvent(ours, c => c.Cpu),5:F0} :{costs.PerEvent(peer, c => c.Cpu),5:F0}"
        + $" {costs.PerEvent(ours, c => c.Bytes),5:F0} :{costs.PerEvent(peer, c => c.Bytes),5:F0}";

    private static string Ratio((double Median, double Low, double High) ratio) =>
        $"{ratio.Median,4:F2} ({ratio.Low:F2} {ratio.High:F2})  ";

    private static double Rate(Costs costs, StreamClient client) => 1000 / costs.PerEvent(client, c => c.Time);
}
