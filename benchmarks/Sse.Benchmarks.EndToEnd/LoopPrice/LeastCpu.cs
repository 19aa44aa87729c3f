namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The least CPU time that each subject took in any of many rounds, in turn. On a machine with other work the clock says more about that work,
/// and of CPU times the least is the one that was disturbed least: differences of a few nanoseconds drown in the medians.
/// </summary>
internal static class LeastCpu
{
    public static Dictionary<Subject, double> PerEvent(IReadOnlyList<Subject> subjects, Corpus corpus, int chunkSize, int rounds)
    {
        var least = subjects.ToDictionary(s => s, _ => double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var subject in subjects)
            {
                GC.Collect();
                var start = Environment.CpuUsage.TotalTime;
                subject.Run(corpus, chunkSize);
                least[subject] = Math.Min(least[subject], (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / corpus.Events);
            }
        }

        return least;
    }
}
