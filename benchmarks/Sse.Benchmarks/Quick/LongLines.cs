using System.Text;

namespace Sse.Benchmarks.Quick;

/// <summary>Very long data lines. The number of chunks must not matter, and the cost must be proportional to the length.</summary>
/// <remarks>
/// Each row reads the same number of bytes, in fewer and longer lines, and shows the times of the platform alone: long lines do not fit the
/// caches, and a string of megabytes is new memory for every parser.
/// </remarks>
internal static class LongLines
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;
    private const int Total = 16 * MiB;

    private static readonly Subject[] Floor = [Floors.Copy, Floors.Strings];

    public static Corpus OfLength(int length, int count = 1)
    {
        var line = Encoding.UTF8.GetBytes($"data: {new string('x', length)}\n\n");
        return Corpus.Of($"line-{length / KiB}k", [.. Enumerable.Repeat(line, count).SelectMany(b => b)]);
    }

    public static void Print(int rounds)
    {
        Console.WriteLine(
            """

            Lines in chunks of 1 KiB and in one chunk each, ns per byte.
            copy: the chunks copied one after the other, nothing else. string: UTF8.GetString alone.

                    | selector                          | strings
              line  | 1 KiB   one  times   copy  times  | 1 KiB   one  times string
            """);
        for (var length = 64 * KiB; length <= Total; length *= 4)
        {
            PrintRow(OfLength(length, Total / length), length, rounds);
        }
    }

    private static void PrintRow(Corpus corpus, int length, int rounds)
    {
        var lineInBytes = corpus.Bytes.Length / corpus.Events;
        var (selector, oneSelector) = (Library.RxSelector, InOneChunk(Library.RxSelector, lineInBytes));
        var (strings, oneStrings) = (Library.RxStrings, InOneChunk(Library.RxStrings, lineInBytes));
        var times = Rounds.Run([selector, oneSelector, strings, oneStrings, .. Floor], corpus, KiB, rounds, collects: true);
        double Cost(Subject subject) => times.Time(subject) / corpus.Bytes.Length;

        Console.WriteLine(
            $"{length / KiB,6}K | {Cost(selector),5:F3} {Cost(oneSelector),5:F3}  {times.Speedup(oneSelector, selector),5:F2}"
            + $"  {Cost(Floors.Copy),5:F3}  {times.Speedup(Floors.Copy, selector),5:F2}  |"
            + $" {Cost(strings),5:F3} {Cost(oneStrings),5:F3}  {times.Speedup(oneStrings, strings),5:F2}  {Cost(Floors.Strings),5:F3}");
    }

    private static Subject InOneChunk(Subject subject, int lineInBytes) =>
        new(subject.Name + ", one chunk", (corpus, _) => subject.Run(corpus, lineInBytes));
}
