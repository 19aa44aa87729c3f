namespace Sse.Benchmarks.Quick;

/// <summary>The bytes that a subject allocates per event, without those that it allocates once per stream.</summary>
internal static class Allocation
{
    /// <summary>The difference between a stream of the corpus twice and one of the corpus once, per event.</summary>
    public static double PerEvent(Subject subject, Corpus corpus, int chunkSize) =>
        (double)(Of(subject, corpus.Twice(), chunkSize) - Of(subject, corpus, chunkSize)) / corpus.Events;

    /// <summary>The smallest of three measurements: a pool or a compilation may allocate once.</summary>
    private static long Of(Subject subject, Corpus corpus, int chunkSize) => Enumerable.Range(0, 3).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        subject.Run(corpus, chunkSize);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
