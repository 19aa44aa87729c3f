using System.Diagnostics;
using System.Runtime;

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

    public static int Start(QuickOptions options, string[] args)
    {
        var clock = Stopwatch.StartNew();
        if (!options.IsPart && !options.LongLinesOnly)
        {
            RatioTable.PrintHeader();
        }

        var exitCode = options.Parts.Count > 1 ? EachInItsOwnProcess(options, args) : Run(options);
        if (!options.IsPart)
        {
            Console.WriteLine($"\n{clock.Elapsed.TotalSeconds:F0} s");
        }

        return exitCode;
    }

    /// <summary>
    /// As BenchmarkDotNet does it, and as programs are, which read streams of one shape: compiled code takes after what it saw first, and
    /// memory lies where others have left room.
    /// </summary>
    private static int EachInItsOwnProcess(QuickOptions options, string[] args)
    {
        foreach (var part in options.Parts)
        {
            using var process = Process.Start(Environment.ProcessPath!, [.. args, .. part, QuickOptions.Part]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                return process.ExitCode;
            }
        }

        return 0;
    }

    private static int Run(QuickOptions options)
    {
        if (options.LongLinesOnly)
        {
            WarmUp(LongLines.OfLength(64 * 1024, 8), [1024, 64 * 1024]);
            LongLines.Print(options.Rounds);
            return 0;
        }

        var corpus = Corpus.Load(options.Corpora.Single());
        if (!AllSeeTheSameEvents(corpus, options.ChunkSizes))
        {
            return 1;
        }

        WarmUp(corpus, options.ChunkSizes);
        foreach (var chunkSize in options.ChunkSizes)
        {
            RatioTable.Print(corpus, chunkSize, Rounds.Run(All, corpus, chunkSize, options.Rounds));
        }

        return 0;
    }

    private static bool AllSeeTheSameEvents(Corpus corpus, IReadOnlyList<int> chunkSizes)
    {
        var wrong = (from chunkSize in chunkSizes
                     from subject in Parsers
                     let events = subject.Run(corpus, chunkSize)
                     where events != corpus.Events
                     select $"{subject} sees {events} events in {corpus} in chunks of {chunkSize}, not {corpus.Events}.").ToList();
        wrong.ForEach(Console.Error.WriteLine);
        return wrong.Count == 0;
    }

    /// <summary>Until nothing more is compiled: each tier takes 30 calls, and a while in the background.</summary>
    private static void WarmUp(Corpus corpus, IReadOnlyList<int> chunkSizes)
    {
        const int Calls = 32;
        const int Enough = 3;
        const int Most = 20;
        for (int quiet = 0, turn = 0; quiet < Enough && turn < Most; turn++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            for (var i = 0; i < Calls; i++)
            {
                foreach (var subject in All)
                {
                    subject.Run(corpus, chunkSizes[i % chunkSizes.Count]);
                }
            }

            Thread.Sleep(150);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }
}
