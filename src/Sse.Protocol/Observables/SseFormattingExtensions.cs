using System.Buffers;

namespace Sse.Protocol;

/// <summary>The encoder as a transform of observables: events or frames in, the bytes of an event stream out.</summary>
/// <remarks>
/// Common to both: cold, each subscription has an encoder of its own and is one stream from its start. One array for each
/// item, which belongs to the receiver. Everything happens on the thread that delivers the item. An item that no stream
/// can carry (see <see cref="SseEncoder"/>) ends the sequence with an <see cref="ArgumentException"/>.
/// </remarks>
public static class SseFormattingExtensions
{
    /// <summary>Formats events as <c>text/event-stream</c>; the inverse of <c>ParseSse</c>, up to newline normalisation and U+FFFD.</summary>
    /// <param name="events">The events.</param>
    /// <returns>One array of bytes for each event.</returns>
    public static IObservable<ReadOnlyMemory<byte>> FormatSse(this IObservable<SseEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new Transform<SseEvent, ReadOnlyMemory<byte>>(
            events, static observer => new Formatter<SseEvent>(observer, static (encoder, value, output) => encoder.Write(value, output)));
    }

    /// <summary>Formats frames as <c>text/event-stream</c>; the inverse of <c>ParseSseFrames</c>.</summary>
    /// <param name="frames">The frames.</param>
    /// <returns>One array of bytes for each frame; empty for an ID that does not change.</returns>
    public static IObservable<ReadOnlyMemory<byte>> FormatSse(this IObservable<SseFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return new Transform<SseFrame, ReadOnlyMemory<byte>>(
            frames, static observer => new Formatter<SseFrame>(observer, static (encoder, value, output) => encoder.Write(value, output)));
    }

    private sealed class Formatter<T>(IObserver<ReadOnlyMemory<byte>> observer, Action<SseEncoder, T, IBufferWriter<byte>> write)
        : TransformObserver<T, ReadOnlyMemory<byte>>(observer)
    {
        private const int LargestKept = 64 * 1024;

        private readonly SseEncoder _encoder = new();
        private ArrayBufferWriter<byte> _output = new();

        protected override void Process(T value)
        {
            _output.ResetWrittenCount();
            write(_encoder, value, _output);
            var bytes = _output.WrittenSpan.ToArray();
            if (bytes.Length > LargestKept)
            {
                _output = new(); // keeps no room of a large item that is past
            }

            Deliver(bytes);
        }
    }
}
