using System.Buffers;

namespace Sse.Protocol;

/// <summary>Formats observables of events or frames as the bytes of an event stream.</summary>
/// <remarks>
/// The results are cold: each subscription has its own <see cref="SseEncoder"/> and is one stream from its start. Each item gives one new
/// array, which belongs to the receiver, on the thread that delivers the item. An item that no stream can carry ends the sequence with an
/// <see cref="ArgumentException"/>.
/// </remarks>
public static class SseFormattingExtensions
{
    /// <summary>Formats events as <c>text/event-stream</c>.</summary>
    /// <remarks>The inverse of <c>ParseSse</c>, except that newlines in data become LF and lone surrogates become U+FFFD.</remarks>
    /// <param name="events">The events.</param>
    /// <returns>One array of bytes for each event.</returns>
    /// <exception cref="ArgumentException">Through the sequence: a type or an ID holds CR, LF or U+0000.</exception>
    /// <example>
    /// <code>
    /// // using System.Reactive.Linq;
    /// IObservable&lt;SseEvent&gt; ticks = Observable.Interval(TimeSpan.FromSeconds(1)).Select(n =&gt; new SseEvent($"tick {n}"));
    /// using var subscription = ticks.FormatSse().Subscribe(bytes =&gt; Console.Write(Encoding.UTF8.GetString(bytes.Span)));
    /// </code>
    /// </example>
    public static IObservable<ReadOnlyMemory<byte>> FormatSse(this IObservable<SseEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new Transform<SseEvent, ReadOnlyMemory<byte>>(
            events, static observer => new Formatter<SseEvent>(observer, static (encoder, value, output) => encoder.Write(value, output)));
    }

    /// <summary>
    /// Formats frames (events, comments, reconnection times, IDs) as <c>text/event-stream</c>. The inverse of <c>ParseSseFrames</c>.
    /// </summary>
    /// <param name="frames">The frames.</param>
    /// <returns>One array of bytes for each frame; empty for an ID that does not change.</returns>
    /// <exception cref="ArgumentException">
    /// Through the sequence: a type or an ID holds CR, LF or U+0000, or a reconnection time is negative.
    /// </exception>
    public static IObservable<ReadOnlyMemory<byte>> FormatSse(this IObservable<SseFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return new Transform<SseFrame, ReadOnlyMemory<byte>>(
            frames, static observer => new Formatter<SseFrame>(observer, static (encoder, value, output) => encoder.Write(value, output)));
    }

    private sealed class Formatter<T>(IObserver<ReadOnlyMemory<byte>> observer, Action<SseEncoder, T, IBufferWriter<byte>> write)
        : TransformObserver<T, ReadOnlyMemory<byte>>(observer)
    {
        private const int MaxKeptBytes = 64 * 1024;

        private readonly SseEncoder _encoder = new();
        private ArrayBufferWriter<byte> _output = new();

        protected override void Process(T value)
        {
            _output.ResetWrittenCount();
            write(_encoder, value, _output);
            var bytes = _output.WrittenSpan.ToArray();
            if (bytes.Length > MaxKeptBytes)
            {
                _output = new(); // does not keep the memory of a large item
            }

            Deliver(bytes);
        }
    }
}
