using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>What the loop (connection, pump, Rx operators) costs for each event: <c>Connect(transport)</c> less <c>ParseSse</c>, over the same reads.</summary>
internal static class LoopRun
{
    private static readonly string[] Usual = ["llm-tokens", "ticks", "wikimedia"];
    private static readonly int[] ChunkSizes = [16 * 1024, 1400, LoopSubjects.EventPerRead];

    public static int Start(string[] names, int? rounds, bool isQuick)
    {
        var corpora = (names.Length > 0 ? names : Usual).Select(Corpus.Load).ToList();
        for (var i = 0; i < 4; i++)
        {
            foreach (var (corpus, chunkSize, subject) in from c in corpora from s in ChunkSizes from x in LoopSubjects.All select (c, s, x))
            {
                var events = subject.Run(corpus, chunkSize);
                if (events != corpus.Events)
                {
                    Console.Error.WriteLine($"{subject} sees {events} events in {corpus} in chunks of {chunkSize}, not {corpus.Events}.");
                    return 1;
                }
            }

            Thread.Sleep(250);
        }

        Console.WriteLine(
            """
            CPU ns per event, the least of all rounds: ParseSse alone, the same behind the loop, the difference; B: bytes that the loop allocates per event

                               | strings                       | selector
            read    corpus     | alone   loop   diff       B   | alone   loop   diff       B
            """);
        foreach (var chunkSize in ChunkSizes)
        {
            foreach (var corpus in corpora)
            {
                var times = LeastCpu.PerEvent(LoopSubjects.All, corpus, chunkSize, rounds ?? (isQuick ? 21 : 101));
                Console.WriteLine(
                    $"{(chunkSize == LoopSubjects.EventPerRead ? "event" : chunkSize),-7} {corpus,-10} |"
                    + $" {Compare(times, LoopSubjects.ParseSse, LoopSubjects.Connect, corpus, chunkSize)} |"
                    + $" {Compare(times, LoopSubjects.ParseSseSelector, LoopSubjects.ConnectSelector, corpus, chunkSize)}");
            }
        }

        return 0;
    }

    private static string Compare(Dictionary<Subject, double> times, Subject alone, Subject loop, Corpus corpus, int chunkSize)
    {
        var (a, l) = (times[alone], times[loop]);
        var bytes = Allocation.PerEvent(loop, corpus, chunkSize) - Allocation.PerEvent(alone, corpus, chunkSize);
        return $"{a,5:F1} {l,6:F1} {l - a,6:F1} {bytes,7:F2}  ";
    }
}
