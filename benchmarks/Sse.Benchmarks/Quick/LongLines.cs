using System.Text;

namespace Sse.Benchmarks.Quick;

/// <summary>One very long data line: it must not matter in how many chunks it comes, and its cost must grow with its length alone.</summary>
internal static class LongLines
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    public static Corpus OfLength(int length) =>
        Corpus.Of($"line-{length / KiB}k", Encoding.UTF8.GetBytes($"data: {new string('x', length)}\n\n"));

    public static void Print(int rounds)
    {
        var longest = OfLength(16 * MiB);
        Subject[] doors = [Ours.RxSelector, Ours.RxStrings];
        Console.WriteLine("\nA line of 16 MiB in chunks of 1 KiB, against one chunk (times as long):");
        foreach (var door in doors)
        {
            var whole = door with { Run = (corpus, _) => door.Run(corpus, corpus.Bytes.Length) };
            var times = Rounds.Run([door, whole], longest, KiB, rounds);
            Console.WriteLine($"{door,-12} {times.Speedup(whole, door),6:F2}    {times.Time(door) / 1e6:F2} ms : {times.Time(whole) / 1e6:F2} ms");
        }

        Console.WriteLine("\nA line in chunks of 1 KiB, ns per byte (selector, strings):");
        for (var length = 64 * KiB; length <= 16 * MiB; length *= 4)
        {
            var corpus = OfLength(length);
            var times = Rounds.Run(doors, corpus, KiB, rounds);
            Console.WriteLine($"{length / KiB,6} KiB  {string.Join("  ", doors.Select(d => $"{times.Time(d) / length,6:F3}"))}");
        }
    }
}
