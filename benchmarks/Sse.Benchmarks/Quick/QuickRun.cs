using System.Diagnostics;

namespace Sse.Benchmarks.Quick;

/// <summary>The paired run: every subject in turn, over every corpus, as ratios to the peers.</summary>
internal static class QuickRun
{
    private static readonly Subject[] Parsers =
    [
        Ours.RxStrings, Ours.RxStringsInPlace, Ours.RxSelector, Ours.RxSelectorInPlace,
        Ours.PulledStrings, Ours.PulledSelector, Ours.BareDecoder,
        Peers.Strings, Peers.StringsAsync, Peers.Spans, Peers.SpansAsync, Peers.Lines,
    ];

    private static readonly Subject[] All = [.. Parsers, Floors.LineEnds, Floors.Strings];

    public static int Start(string[] args)
    {
        var clock = Stopwatch.StartNew();
        var options = QuickOptions.Parse(args);
        var corpora = options.Corpora.Select(Corpus.Load).ToList();
        if (!AllSeeTheSameEvents(corpora, options.ChunkSizes))
        {
            return 1;
        }

        WarmUp(corpora, options.ChunkSizes[0]);
        if (options.LongLinesOnly)
        {
            LongLines.Print(options.Rounds);
            return 0;
        }

        RatioTable.PrintHeader();
        foreach (var chunkSize in options.ChunkSizes)
        {
            foreach (var corpus in corpora)
            {
                RatioTable.Print(corpus, chunkSize, Rounds.Run(All, corpus, chunkSize, options.Rounds));
            }
        }

        if (options.IsWhole)
        {
            LongLines.Print(options.Rounds);
        }

        Console.WriteLine($"\n{clock.Elapsed.TotalSeconds:F0} s");
        return 0;
    }

    private static bool AllSeeTheSameEvents(List<Corpus> corpora, IReadOnlyList<int> chunkSizes)
    {
        var wrong = (from corpus in corpora
                     from chunkSize in chunkSizes
                     from subject in Parsers
                     let events = subject.Run(corpus, chunkSize)
                     where events != corpus.Events
                     select $"{subject} sees {events} events in {corpus} in chunks of {chunkSize}, not {corpus.Events}.").ToList();
        wrong.ForEach(Console.Error.WriteLine);
        return wrong.Count == 0;
    }

    /// <summary>Until everything is compiled in its last tier, which happens in the background.</summary>
    private static void WarmUp(List<Corpus> corpora, int chunkSize)
    {
        for (var i = 0; i < 4; i++)
        {
            foreach (var subject in All)
            {
                corpora.ForEach(c => subject.Run(c, chunkSize));
            }

            Thread.Sleep(250);
        }
    }
}
