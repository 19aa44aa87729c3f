using System.Diagnostics;

namespace Sse.Benchmarks.Quick;

/// <summary>
/// Times of several subjects over one corpus. In each round every subject runs once, so that whatever else the machine does
/// meets them all; the order is another one in each, so that nobody always runs in the caches that the same one has left.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<Subject, double[]> _times;

    private Rounds(Dictionary<Subject, double[]> times) => _times = times;

    public static Rounds Run(IReadOnlyList<Subject> subjects, Corpus corpus, int chunkSize, int rounds)
    {
        var times = subjects.ToDictionary(s => s, _ => new double[rounds]);
        foreach (var subject in subjects)
        {
            subject.Run(corpus, chunkSize);
        }

        var order = subjects.ToArray();
        var random = new Random(20_25);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var subject in order)
            {
                var start = Stopwatch.GetTimestamp();
                subject.Run(corpus, chunkSize);
                times[subject][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            }
        }

        return new(times);
    }

    /// <summary>The median time of a pass, in nanoseconds.</summary>
    public double Time(Subject subject) => Median(_times[subject]);

    public Subject Faster(Subject one, Subject other) => Time(one) <= Time(other) ? one : other;

    /// <summary>How many times as fast as a peer a subject is: the median over the rounds.</summary>
    public double Speedup(Subject ours, Subject peer) => Median(_times[peer].Zip(_times[ours], (p, o) => p / o));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
