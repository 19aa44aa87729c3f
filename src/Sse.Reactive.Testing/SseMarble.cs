using System.Buffers;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>What a letter stands for where a server speaks: an event, the data of one, a frame, or bytes as they go over the wire.</summary>
/// <remarks>
/// Strings convert to the data of a plain event, events and frames to themselves, byte arrays to raw wire bytes. <see cref="Wire"/> makes raw wire text.
/// An event writes its <c>id</c> field where its <see cref="SseEvent.LastEventId"/> is not empty.
/// </remarks>
public sealed class SseMarble
{
    private SseMarble(ReadOnlyMemory<byte> bytes, SseEvent? value = null)
    {
        Bytes = bytes;
        Event = value;
    }

    /// <summary>What goes over the wire.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The event, if it was given as one.</summary>
    internal SseEvent? Event { get; }

    /// <summary>Text as it goes over the wire: several events, fields in any order, half an event.</summary>
    /// <param name="text">The text, sent as UTF-8 and as it is: a blank line ends an event.</param>
    /// <returns>What the letter stands for.</returns>
    public static SseMarble Wire(string text) => new(Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>The data of an event of type <c>message</c>.</summary>
    /// <param name="data">The data.</param>
    public static implicit operator SseMarble(string data) => new SseEvent(data ?? throw new ArgumentNullException(nameof(data)));

    /// <summary>An event.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="ArgumentException">Its type or ID holds what no stream can carry (see <see cref="SseEncoder"/>).</exception>
    public static implicit operator SseMarble(SseEvent value) => new(Encode((encoder, output) => encoder.Write(value, output)), value);

    /// <summary>A comment, a retry, an ID, or an event.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="ArgumentException">It holds what no stream can carry (see <see cref="SseEncoder"/>).</exception>
    public static implicit operator SseMarble(SseFrame frame) => frame switch
    {
        null => throw new ArgumentNullException(nameof(frame)),
        SseFrame.Event e => e.Value,
        _ => new SseMarble(Encode((encoder, output) => encoder.Write(frame, output))),
    };

    /// <summary>Bytes as they go over the wire; they may begin or end within a character.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public static implicit operator SseMarble(byte[] bytes) => new((bytes ?? throw new ArgumentNullException(nameof(bytes))).ToArray());

    /// <summary>The events that the bytes complete, following on what the decoder has read before.</summary>
    internal IReadOnlyList<SseEvent> Decode(SseDecoder decoder)
    {
        var events = new List<SseEvent>();
        var rest = Bytes.Span;
        while (decoder.TryReadEvent(ref rest, out var view))
        {
            events.Add(view.ToEvent());
        }

        return events;
    }

    // An encoder for each: what a letter stands for does not depend on those before it.
    private static ReadOnlyMemory<byte> Encode(Action<SseEncoder, IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new(), output);
        return output.WrittenMemory;
    }
}
