namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The minimum CPU time of each subject over many interleaved rounds. On a busy machine, elapsed time mostly measures the other load, and
/// the minimum of the CPU times is disturbed least: differences of a few nanoseconds disappear in medians.
/// </summary>
internal static class MinimumCpu
{
    public static Dictionary<Subject, double> PerEvent(IReadOnlyList<Subject> subjects, Corpus corpus, int chunkSize, int rounds)
    {
        var minimum = subjects.ToDictionary(s => s, _ => double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var subject in subjects)
            {
                var start = Environment.CpuUsage.TotalTime;
                subject.Run(corpus, chunkSize);
                minimum[subject] = Math.Min(minimum[subject], (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / corpus.Events);
            }
        }

        return minimum;
    }
}
