namespace Sse.Benchmarks.Quick;

/// <summary>
/// A row per corpus and chunk size. A ratio is the other parser's time divided by this library's: above 1, this library is faster.
/// </summary>
internal static class RatioTable
{
    public static void PrintHeader() => Console.WriteLine(
        $"""
        {Machine.Description}
        rx, place, pull: ParseSse of chunks copied into a buffer as the BCL's parser copies them, ParseSse of chunks in place, and
        ReadSseAsync, compared with the BCL's parser (the faster of sync and async)
        lines: ParseSse compared with StreamReader.ReadLineAsync
        ns, B: nanoseconds and allocated bytes per event, of ParseSse : the BCL
        +rx: nanoseconds per event that ParseSse<T> adds to the bare decoder
        floors: ns per event to find the line ends, and to create the strings.


        """
        + "                                         | strings                                           "
        + "| selector                                          |\n"
        + "chunk corpus                      events |    rx place  pull lines        ns           B      "
        + "|    rx place  pull        ns          B       +rx   | floors");

    public static void Print(Corpus corpus, int chunkSize, Rounds rounds)
    {
        var strings = rounds.Faster(Peers.Strings, Peers.StringsAsync);
        var spans = rounds.Faster(Peers.Spans, Peers.SpansAsync);
        double Nanoseconds(Subject subject) => rounds.Time(subject) / corpus.Events;
        double Bytes(Subject subject) => Allocation.PerEvent(subject, corpus, chunkSize);

        Console.WriteLine(
            $"{chunkSize,5} {corpus.Name,-27} {corpus.Events,6} |"
            + $" {rounds.Speedup(Library.RxStrings, strings),5:F2} {rounds.Speedup(Library.RxStringsInPlace, strings),5:F2}"
            + $" {rounds.Speedup(Library.PulledStrings, strings),5:F2} {rounds.Speedup(Library.RxStrings, Peers.Lines),5:F2}"
            + $" {Nanoseconds(Library.RxStrings),6:F0} :{Nanoseconds(strings),6:F0}"
            + $" {Bytes(Library.RxStrings),6:F0} :{Bytes(strings),6:F0} |"
            + $" {rounds.Speedup(Library.RxSelector, spans),5:F2} {rounds.Speedup(Library.RxSelectorInPlace, spans),5:F2}"
            + $" {rounds.Speedup(Library.PulledSelector, spans),5:F2}"
            + $" {Nanoseconds(Library.RxSelector),6:F1} :{Nanoseconds(spans),6:F1} {Bytes(Library.RxSelector),4:F1} :{Bytes(spans),4:F1}"
            + $" {Nanoseconds(Library.RxSelector) - Nanoseconds(Library.BareDecoder),5:F1} |"
            + $" {Nanoseconds(Floors.LineEnds),5:F0} {Nanoseconds(Floors.Strings),5:F0}");
    }
}
