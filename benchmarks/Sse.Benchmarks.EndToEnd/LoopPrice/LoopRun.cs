using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The cost per event of the reconnect loop (connection, read loop, Rx operators): <c>Connect(transport)</c> minus <c>ParseSse</c>, over
/// the same reads.
/// </summary>
internal static class LoopRun
{
    private static readonly string[] DefaultCorpora = ["llm-tokens", "ticks", "wikimedia"];
    private static readonly int[] ChunkSizes = [16 * 1024, 1400, LoopSubjects.EventPerRead];

    public static int Start(string[] names, int? rounds, bool isQuick)
    {
        var corpora = (names.Length > 0 ? names : DefaultCorpora).Select(Corpus.Load).ToList();
        for (var i = 0; i < 4; i++)
        {
            var cases = from c in corpora from s in ChunkSizes from x in LoopSubjects.All select (c, s, x);
            foreach (var (corpus, chunkSize, subject) in cases)
            {
                var events = subject.Run(corpus, chunkSize);
                if (events != corpus.Events)
                {
                    Console.Error.WriteLine(
                        $"{subject} read {events} events of {corpus} in chunks of {chunkSize}, expected {corpus.Events}.");
                    return 1;
                }
            }

            Thread.Sleep(250);
        }

        Console.WriteLine(
            """
            CPU ns per event, minimum of all rounds: ParseSse alone, with the loop, difference; B: bytes allocated by the loop per event

                               | strings                       | selector
            read    corpus     | alone   loop   diff       B   | alone   loop   diff       B
            """);
        foreach (var chunkSize in ChunkSizes)
        {
            foreach (var corpus in corpora)
            {
                var times = MinimumCpu.PerEvent(LoopSubjects.All, corpus, chunkSize, rounds ?? (isQuick ? 21 : 101));
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
