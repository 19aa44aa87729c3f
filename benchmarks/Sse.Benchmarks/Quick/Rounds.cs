using System.Diagnostics;

namespace Sse.Benchmarks.Quick;

/// <summary>
/// Times of several subjects over one corpus. In each round every subject has a turn, so that other load on the machine affects all of
/// them. A turn is one pass that is not timed, then as many timed passes as read 4 MiB: no subject starts with the caches or the garbage
/// of another, and each finds the corpus in the cache, like bytes just received. Each round uses another order and another offset of the
/// corpus.
/// </summary>
internal sealed class Rounds
{
    private const int BytesInTurn = 4 * 1024 * 1024;

    private readonly Dictionary<Subject, double[]> _times;

    private Rounds(Dictionary<Subject, double[]> times) => _times = times;

    /// <param name="subjects">The subjects to time.</param>
    /// <param name="corpus">The corpus they read.</param>
    /// <param name="chunkSize">The chunk size, in bytes.</param>
    /// <param name="rounds">The number of rounds.</param>
    /// <param name="collects">
    /// Whether to collect garbage before each timed turn, for results so large that a collection may fall into any pass.
    /// </param>
    public static Rounds Run(IReadOnlyList<Subject> subjects, Corpus corpus, int chunkSize, int rounds, bool collects = false)
    {
        var times = subjects.ToDictionary(s => s, _ => new double[rounds]);
        foreach (var subject in subjects)
        {
            subject.Run(corpus, chunkSize);
        }

        var passes = Math.Max(1, BytesInTurn / corpus.Bytes.Length);
        var order = subjects.ToArray();
        var random = new Random(20_25);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            corpus.Move(random);
            foreach (var subject in order)
            {
                subject.Run(corpus, chunkSize);
                if (collects)
                {
                    GC.Collect();
                }

                var start = Stopwatch.GetTimestamp();
                for (var pass = 0; pass < passes; pass++)
                {
                    subject.Run(corpus, chunkSize);
                }

                times[subject][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / passes;
            }
        }

        return new(times);
    }

    /// <summary>The median time of a pass, in nanoseconds.</summary>
    public double Time(Subject subject) => Median(_times[subject]);

    public Subject Faster(Subject one, Subject other) => Time(one) <= Time(other) ? one : other;

    /// <summary>The time of a peer divided by the time of a subject: the median over the rounds.</summary>
    public double Speedup(Subject subject, Subject peer) => Median(_times[peer].Zip(_times[subject], (p, s) => p / s));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
