namespace Sse.Benchmarks.EndToEnd;

/// <summary>Finds the positions where the events of a stream end.</summary>
internal static class EventEnds
{
    public static List<int> In(ReadOnlySpan<byte> bytes)
    {
        var ends = new List<int>();
        var decoder = new SseDecoder();
        var rest = bytes;
        while (decoder.TryReadEvent(ref rest, out _))
        {
            ends.Add(bytes.Length - rest.Length);
        }

        return ends;
    }
}
