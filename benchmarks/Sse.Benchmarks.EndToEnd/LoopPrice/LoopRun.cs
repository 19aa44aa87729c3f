using Sse.Benchmarks.Quick;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The cost per event of the reconnect loop (connection, read loop, operators): <c>Connect(transport)</c> minus <c>ParseSse</c>, and the
/// same pulled, over the same reads.
/// </summary>
internal static class LoopRun
{
    private static readonly string[] DefaultCorpora = ["data-only", "llm-tokens", "ticks", "wikimedia"];
    private static readonly int[] ChunkSizes = [16 * 1024, 1400, LoopSubjects.EventPerRead];

    public static int Start(string[] names, int? rounds, bool isQuick, bool saves)
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
            $"""
            {Machine.Description}
            CPU ns per event, minimum of all rounds. Pushed: ParseSse alone, SseObservable.Connect, difference. Pulled: ReadSseAsync alone,
            SseAsyncEnumerable.Connect, difference. times: the speed of Connect as a factor over the BCL's parser, read with await foreach.
            B: bytes allocated by the loop per event.

                                       | strings                             | selector
            read    corpus      door   | alone   loop   diff  times       B  | alone   loop   diff  times       B
            """);
        var file = new ResultFile(
            "loop",
            "./build.sh bench-e2e --save",
            "read", "corpus", "door", "strings ns", "strings times", "selector ns", "selector times");
        foreach (var chunkSize in ChunkSizes)
        {
            foreach (var corpus in corpora)
            {
                var times = MinimumCpu.PerEvent(LoopSubjects.All, corpus, chunkSize, rounds ?? (isQuick ? 21 : 101));
                string Row(Subject alone, Subject loop, Subject peer) => Compare(times, alone, loop, peer, corpus, chunkSize);
                void Add(string door, Subject strings, Subject selector) => file.Add(
                    chunkSize == LoopSubjects.EventPerRead ? "event" : chunkSize,
                    corpus,
                    door,
                    Math.Round(times[strings], 1),
                    Math.Round(times[LoopSubjects.Peer] / times[strings], 2),
                    Math.Round(times[selector], 1),
                    Math.Round(times[LoopSubjects.PeerSpans] / times[selector], 2));
                Add("pushed", LoopSubjects.Connect, LoopSubjects.ConnectSelector);
                Add("pulled", LoopSubjects.Pull, LoopSubjects.PullSelector);
                var start = $"{(chunkSize == LoopSubjects.EventPerRead ? "event" : chunkSize),-7} {corpus,-11}";
                Console.WriteLine(
                    $"{start} pushed | {Row(LoopSubjects.ParseSse, LoopSubjects.Connect, LoopSubjects.Peer)} |"
                    + $" {Row(LoopSubjects.ParseSseSelector, LoopSubjects.ConnectSelector, LoopSubjects.PeerSpans)}");
                Console.WriteLine(
                    $"{start} pulled | {Row(LoopSubjects.ReadSse, LoopSubjects.Pull, LoopSubjects.Peer)} |"
                    + $" {Row(LoopSubjects.ReadSseSelector, LoopSubjects.PullSelector, LoopSubjects.PeerSpans)}");
            }
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }

    private static string Compare(
        Dictionary<Subject, double> times, Subject alone, Subject loop, Subject peer, Corpus corpus, int chunkSize)
    {
        var (a, l) = (times[alone], times[loop]);
        var bytes = Allocation.PerEvent(loop, corpus, chunkSize) - Allocation.PerEvent(alone, corpus, chunkSize);
        return $"{a,5:F1} {l,6:F1} {l - a,6:F1} {times[peer] / l,6:F2} {bytes,7:F2}  ";
    }
}
