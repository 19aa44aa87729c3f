using System.Globalization;

namespace Sse.Benchmarks.Quick;

/// <summary>
/// A row per corpus and chunk size. A ratio is the other parser's time divided by this library's: above 1, this library is faster.
/// </summary>
internal static class RatioTable
{
    private const string Columns = "     rx        pull    place         ns           B     ";

    public static void PrintHeader() => Console.WriteLine(
        $"""
        {Machine.Description}
        rx, pull: ParseSse of chunks copied into a buffer, as the BCL's parser copies them, and ReadSseAsync, compared with the BCL's
        parser (the faster of sync and async). In percent, the share reached of the speed of a floor, which only copies, finds line ends
        and creates strings; for pull, in an asynchronous iterator.
        place: ParseSse of chunks in place. lines: ParseSse compared with StreamReader.ReadLineAsync
        ns, B: nanoseconds and allocated bytes per event, of ParseSse : the BCL
        +rx: nanoseconds per event that ParseSse<T> adds to the bare decoder
        floors: ns per event, strings and selector; then pulled


        {"",-40} | {"strings",-59} | {"selector",-59} |
        chunk {"corpus",-27} events | {Columns} lines | {Columns}   +rx | floors
        """);

    public static void Print(Corpus corpus, int chunkSize, Rounds rounds)
    {
        var strings = rounds.Faster(Peers.Strings, Peers.StringsAsync);
        var spans = rounds.Faster(Peers.Spans, Peers.SpansAsync);
        double Nanoseconds(Subject subject) => rounds.Time(subject) / corpus.Events;
        double Bytes(Subject subject) => Allocation.PerEvent(subject, corpus, chunkSize);
        string Compare(Subject subject, Subject peer, Subject floor) =>
            $"{rounds.Speedup(subject, peer),5:F2} {rounds.Speedup(subject, floor) * 100,3:F0}%";
        string Costs(Subject subject, Subject peer) =>
            $"{Nanoseconds(subject),6:F1} :{Nanoseconds(peer),6:F1} {Bytes(subject),5:F0} :{Bytes(peer),5:F0}";

        Console.WriteLine(
            $"{chunkSize,5} {corpus.Name,-27} {corpus.Events,6} |"
            + $" {Compare(Library.RxStrings, strings, Floors.PushedStrings)}"
            + $" {Compare(Library.PulledStrings, strings, Floors.PulledStrings)}"
            + $" {rounds.Speedup(Library.RxStringsInPlace, strings),5:F2}"
            + $" {Costs(Library.RxStrings, strings)} {rounds.Speedup(Library.RxStrings, Peers.Lines),5:F2} |"
            + $" {Compare(Library.RxSelector, spans, Floors.Pushed)} {Compare(Library.PulledSelector, spans, Floors.Pulled)}"
            + $" {rounds.Speedup(Library.RxSelectorInPlace, spans),5:F2}"
            + $" {Costs(Library.RxSelector, spans)} {Nanoseconds(Library.RxSelector) - Nanoseconds(Library.BareDecoder),5:F1} |"
            + $" {Nanoseconds(Floors.PushedStrings),5:F0} {Nanoseconds(Floors.Pushed),5:F1}"
            + $" {Nanoseconds(Floors.PulledStrings),5:F0} {Nanoseconds(Floors.Pulled),5:F1}");
    }

    /// <summary>The ratios as a row of the file that keeps them.</summary>
    public static string Row(Corpus corpus, int chunkSize, Rounds rounds)
    {
        var (strings, spans) = (rounds.Faster(Peers.Strings, Peers.StringsAsync), rounds.Faster(Peers.Spans, Peers.SpansAsync));
        double[] ratios =
        [
            rounds.Speedup(Library.RxStrings, strings), rounds.Speedup(Library.RxStrings, Floors.PushedStrings),
            rounds.Speedup(Library.RxSelector, spans), rounds.Speedup(Library.RxSelector, Floors.Pushed),
            rounds.Speedup(Library.RxStringsInPlace, strings), rounds.Speedup(Library.RxSelectorInPlace, spans),
            rounds.Speedup(Library.PulledStrings, strings), rounds.Speedup(Library.PulledStrings, Floors.PulledStrings),
            rounds.Speedup(Library.PulledSelector, spans), rounds.Speedup(Library.PulledSelector, Floors.Pulled),
        ];
        var cells = ratios.Select(ratio => ratio.ToString("F2", CultureInfo.InvariantCulture));
        return string.Join(',', [corpus.Name, $"{chunkSize}", .. cells]);
    }

    /// <summary>Keeps rows in <c>benchmarks/results</c>.</summary>
    public static void Save(string[] rows)
    {
        var file = new ResultFile(
            "decoder", "./build.sh bench --quick --save",
            "corpus", "chunk", "strings", "of floor", "selector", "selector of floor", "strings in place", "selector in place",
            "pulled strings", "pulled of floor", "pulled selector", "pulled selector of floor");
        foreach (var row in rows)
        {
            file.Add(row);
        }

        file.Save();
    }
}
