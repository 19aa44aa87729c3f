namespace Sse.Benchmarks.Quick;

/// <summary>A row for each corpus and chunk size. A ratio is the peer's time through ours: above 1, ours is the faster.</summary>
internal static class RatioTable
{
    public static void PrintHeader() => Console.WriteLine(
        """
        rx, in place, pull: ParseSse over chunks copied into a buffer as the BCL's parser copies them, ParseSse over chunks where they are,
        and ReadSseAsync, against the BCL's parser (the faster of sync and async); lines: ParseSse against StreamReader.ReadLineAsync
        ns, B: nanoseconds and allocated bytes per event, of ParseSse : the BCL; +rx: what ParseSse<T> adds to the bare decoder, in ns per event
        floors: ns per event to find the line ends; to make the strings

                                                 | strings                                           | selector                                          |
        chunk corpus                      events |    rx place  pull lines        ns           B      |    rx place  pull        ns          B       +rx   | floors
        """);

    public static void Print(Corpus corpus, int chunkSize, Rounds rounds)
    {
        var strings = rounds.Faster(Peers.Strings, Peers.StringsAsync);
        var spans = rounds.Faster(Peers.Spans, Peers.SpansAsync);
        double Nanoseconds(Subject subject) => rounds.Time(subject) / corpus.Events;
        double Bytes(Subject subject) => Allocation.PerEvent(subject, corpus, chunkSize);

        Console.WriteLine(
            $"{chunkSize,5} {corpus.Name,-27} {corpus.Events,6} |"
            + $" {rounds.Speedup(Ours.RxStrings, strings),5:F2} {rounds.Speedup(Ours.RxStringsInPlace, strings),5:F2} {rounds.Speedup(Ours.PulledStrings, strings),5:F2} {rounds.Speedup(Ours.RxStrings, Peers.Lines),5:F2}"
            + $" {Nanoseconds(Ours.RxStrings),6:F0} :{Nanoseconds(strings),6:F0} {Bytes(Ours.RxStrings),6:F0} :{Bytes(strings),6:F0} |"
            + $" {rounds.Speedup(Ours.RxSelector, spans),5:F2} {rounds.Speedup(Ours.RxSelectorInPlace, spans),5:F2} {rounds.Speedup(Ours.PulledSelector, spans),5:F2}"
            + $" {Nanoseconds(Ours.RxSelector),6:F1} :{Nanoseconds(spans),6:F1} {Bytes(Ours.RxSelector),4:F1} :{Bytes(spans),4:F1}"
            + $" {Nanoseconds(Ours.RxSelector) - Nanoseconds(Ours.BareDecoder),5:F1} |"
            + $" {Nanoseconds(Floors.LineEnds),5:F0} {Nanoseconds(Floors.Strings),5:F0}");
    }
}
