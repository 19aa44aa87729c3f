using System.Diagnostics;
using System.Runtime;

namespace Sse.Benchmarks.Quick;

/// <summary>The quick run: every subject in turn over every corpus, as ratios to the other parsers.</summary>
internal static class QuickRun
{
    private static readonly Subject[] Parsers =
    [
        Library.RxStrings, Library.RxStringsInPlace, Library.RxSelector, Library.RxSelectorInPlace,
        Library.PulledStrings, Library.PulledSelector, Library.BareDecoder,
        Peers.Strings, Peers.StringsAsync, Peers.Spans, Peers.SpansAsync, Peers.Lines,
    ];

    private static readonly Subject[] All = [.. Parsers, Floors.Pushed, Floors.PushedStrings, Floors.Pulled, Floors.PulledStrings];

    public static int Start(QuickOptions options, string[] args, bool saves)
    {
        var clock = Stopwatch.StartNew();
        if (!options.IsPart && !options.LongLinesOnly)
        {
            RatioTable.PrintHeader();
        }

        if (options.IsPart)
        {
            return Run(options);
        }

        var results = Path.GetTempFileName();
        var exitCode = EachInItsOwnProcess(options, [.. args.Where(arg => arg != "--save"), QuickOptions.Part, results]);
        Console.WriteLine($"\n{clock.Elapsed.TotalSeconds:F0} s");
        if (saves && exitCode == 0)
        {
            RatioTable.Save(File.ReadAllLines(results));
        }

        File.Delete(results);
        return exitCode;
    }

    /// <summary>
    /// Runs each corpus in its own process, as BenchmarkDotNet does. A program reads streams of one shape: profile-guided code depends on
    /// the first data it sees, and memory layout on earlier allocations.
    /// </summary>
    private static int EachInItsOwnProcess(QuickOptions options, string[] args)
    {
        foreach (var part in options.Parts)
        {
            using var process = Process.Start(Environment.ProcessPath!, [.. args, .. part]);
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
        if (!AllReadTheSameEvents(corpus, options.ChunkSizes))
        {
            return 1;
        }

        WarmUp(corpus, options.ChunkSizes);
        foreach (var chunkSize in options.ChunkSizes)
        {
            var rounds = Rounds.Run(All, corpus, chunkSize, options.Rounds);
            RatioTable.Print(corpus, chunkSize, rounds);
            File.AppendAllLines(options.PartFile!, [RatioTable.Row(corpus, chunkSize, rounds)]);
        }

        return 0;
    }

    private static bool AllReadTheSameEvents(Corpus corpus, IReadOnlyList<int> chunkSizes)
    {
        var wrong = (from chunkSize in chunkSizes
                     from subject in Parsers
                     let events = subject.Run(corpus, chunkSize)
                     where events != corpus.Events
                     select $"{subject} reads {events} events of {corpus} in chunks of {chunkSize}; expected {corpus.Events}.").ToList();
        wrong.ForEach(Console.Error.WriteLine);
        return wrong.Count == 0;
    }

    /// <summary>Runs until the JIT compiles nothing more: each tier starts after 30 calls and compiles in the background.</summary>
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
