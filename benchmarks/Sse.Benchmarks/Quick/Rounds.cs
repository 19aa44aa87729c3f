using System.Diagnostics;

namespace Sse.Benchmarks.Quick;

/// <summary>
/// Times of several subjects over one corpus. In each round every subject has its turn, so that whatever else the machine does
/// meets them all. A turn is a pass that is not timed and then, timed, as many as read 4 MiB: nobody runs in the caches or among
/// the garbage that another has left, and each finds the corpus as near as bytes are that have just been received. The order and the
/// corpus's place in memory are others in each round.
/// </summary>
internal sealed class Rounds
{
    private const int BytesInTurn = 4 * 1024 * 1024;

    private readonly Dictionary<Subject, double[]> _times;

    private Rounds(Dictionary<Subject, double[]> times) => _times = times;

    /// <param name="subjects">What to time.</param>
    /// <param name="corpus">What they read.</param>
    /// <param name="chunkSize">In chunks of how many bytes.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="collects">Whether garbage is collected before each timed turn: where what is made is so large that a pass may or may
    /// not meet a collection.</param>
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

    /// <summary>How many times as fast as a peer a subject is: the median over the rounds.</summary>
    public double Speedup(Subject ours, Subject peer) => Median(_times[peer].Zip(_times[ours], (p, o) => p / o));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
