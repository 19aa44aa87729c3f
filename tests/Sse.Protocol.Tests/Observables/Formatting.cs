using System.Reactive.Linq;

namespace Sse.Protocol.Tests;

/// <summary><c>FormatSse</c>, with the result as one array.</summary>
internal static class Formatting
{
    public static byte[] Bytes(IEnumerable<SseEvent> events) => Join(events.ToObservable().FormatSse());

    public static byte[] Bytes(IEnumerable<SseFrame> frames) => Join(frames.ToObservable().FormatSse());

    private static byte[] Join(IObservable<ReadOnlyMemory<byte>> chunks) =>
        chunks.ToEnumerable().SelectMany(chunk => chunk.ToArray()).ToArray();
}
