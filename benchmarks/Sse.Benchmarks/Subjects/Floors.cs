using System.Buffers;
using System.Text;

namespace Sse.Benchmarks;

/// <summary>Work that no parser can avoid: finding line ends, storing chunks of long lines, creating strings. They do not parse.</summary>
internal static class Floors
{
    public static Subject LineEnds { get; } = new("floor: line ends", (corpus, chunkSize) =>
    {
        var lines = 0;
        var bytes = corpus.Bytes.Span;
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

    /// <summary>Reads each chunk into a buffer and appends it to an array that has the right size from the start.</summary>
    public static Subject Copy { get; } = new("floor: copy", (corpus, chunkSize) =>
    {
        var stream = new ChunkStream(corpus.Bytes, chunkSize);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        var eventBytes = corpus.Bytes.Length / corpus.Events;
        var held = ArrayPool<byte>.Shared.Rent(eventBytes + chunkSize);
        int count;
        var length = 0;
        while ((count = stream.Read(buffer)) > 0)
        {
            length = length < eventBytes ? length : 0;
            buffer.AsSpan(0, count).CopyTo(held.AsSpan(length));
            length += count;
        }

        ArrayPool<byte>.Shared.Return(held);
        ArrayPool<byte>.Shared.Return(buffer);
        return corpus.Events;
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
