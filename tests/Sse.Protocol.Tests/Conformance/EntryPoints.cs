using System.Reactive.Linq;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>All public methods that parse a stream, behind one signature.</summary>
public static class EntryPoints
{
    public static IReadOnlyList<SseEvent> Rx(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null) =>
        Reused(chunks).ParseSse(options).ToEnumerable().ToList();

    public static IReadOnlyList<SseEvent> RxSelector(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null) =>
        Reused(chunks).ParseSse(Copy, options).ToEnumerable().ToList();

    public static IReadOnlyList<SseFrame> Frames(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null) =>
        Reused(chunks).ParseSseFrames(options).ToEnumerable().ToList();

    public static async Task<IReadOnlyList<SseEvent>> Pulled(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null)
    {
        var events = new List<SseEvent>();
        await foreach (var e in new ChunkStream(chunks).ReadSseAsync(options))
        {
            events.Add(e);
        }

        return events;
    }

    public static async Task<IReadOnlyList<SseEvent>> PulledSelector(
        IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null)
    {
        var events = new List<SseEvent>();
        await foreach (var e in new ChunkStream(chunks).ReadSseAsync(Copy, options))
        {
            events.Add(e);
        }

        return events;
    }

    private static SseEvent Copy(SseEventView view) => new(Encoding.UTF8.GetString(view.Utf8Data), view.Type, view.LastEventId);

    /// <summary>The chunks in one array that is overwritten after each OnNext, like the buffer of a socket.</summary>
    private static IObservable<ReadOnlyMemory<byte>> Reused(IEnumerable<ReadOnlyMemory<byte>> chunks) =>
        Observable.Create<ReadOnlyMemory<byte>>(observer =>
        {
            var buffer = Array.Empty<byte>();
            foreach (var chunk in chunks)
            {
                if (buffer.Length < chunk.Length)
                {
                    buffer = new byte[chunk.Length];
                }

                chunk.CopyTo(buffer);
                observer.OnNext(buffer.AsMemory(0, chunk.Length));
                buffer.AsSpan().Fill((byte)'#');
            }

            observer.OnCompleted();
            return () => { };
        });
}
