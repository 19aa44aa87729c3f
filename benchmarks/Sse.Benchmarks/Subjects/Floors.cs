using System.Text;

namespace Sse.Benchmarks;

/// <summary>What cannot be avoided: finding the line ends, and making the strings. Not parsers.</summary>
internal static class Floors
{
    public static Subject LineEnds { get; } = new("floor: line ends", (corpus, chunkSize) =>
    {
        var lines = 0;
        ReadOnlySpan<byte> bytes = corpus.Bytes;
        while (!bytes.IsEmpty)
        {
            var rest = bytes[..Math.Min(chunkSize, bytes.Length)];
            bytes = bytes[rest.Length..];
            int end;
            while ((end = rest.IndexOfAny((byte)'\r', (byte)'\n')) >= 0)
            {
                rest = rest[(end + 1)..];
                lines++;
            }
        }

        return lines;
    });

    public static Subject Strings { get; } = new("floor: strings", (corpus, _) =>
    {
        var counter = new Counter();
        foreach (var data in corpus.Data)
        {
            counter.Count(Encoding.UTF8.GetString(data).Length);
        }

        return counter.Events;
    });
}
