namespace Sse.Benchmarks.Quick;

/// <summary>What a subject allocates for each event, without what it allocates for the stream.</summary>
internal static class Allocation
{
    /// <summary>What the corpus once more costs, behind itself in one stream.</summary>
    public static double PerEvent(Subject subject, Corpus corpus, int chunkSize) =>
        (double)(Of(subject, corpus.Twice(), chunkSize) - Of(subject, corpus, chunkSize)) / corpus.Events;

    /// <summary>The least of three: a pool or a tier of compilation may allocate once.</summary>
    private static long Of(Subject subject, Corpus corpus, int chunkSize) => Enumerable.Range(0, 3).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        subject.Run(corpus, chunkSize);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
