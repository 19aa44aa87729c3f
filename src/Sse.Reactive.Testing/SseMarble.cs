using System.Buffers;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>The value of a letter in a stream of events: an event, the data of one, a frame, or bytes as they are sent.</summary>
/// <remarks>
/// A <see cref="string"/> converts to the data of an event of type <c>message</c>, an <see cref="SseEvent"/> or <see cref="SseFrame"/> to
/// itself, and a byte array to raw bytes. <see cref="Wire"/> takes raw text. The <c>id</c> field of an event is written unless its
/// <see cref="SseEvent.LastEventId"/> is empty.
/// </remarks>
public sealed class SseMarble
{
    private SseMarble(ReadOnlyMemory<byte> bytes, SseEvent? value = null)
    {
        Bytes = bytes;
        Event = value;
    }

    /// <summary>The bytes that are sent.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The event, if the value was given as one.</summary>
    internal SseEvent? Event { get; }

    /// <summary>Raw text of the stream: several events, fields in any order, or part of an event.</summary>
    /// <param name="text">The text, which is sent unchanged, as UTF-8. A blank line ends an event.</param>
    /// <returns>The value of a letter.</returns>
    /// <example>
    /// <code>
    /// server.Connection("-a--b|", ('a', SseMarble.Wire("retry: 500\nid: 7\ndata: he")), ('b', SseMarble.Wire("llo\n\n: a comment\n\n")));
    /// var events = SseObservable.Connect(server.Transport, server.Options);
    /// server.Expect(events).ToBe("----e", ('e', new SseEvent("hello", LastEventId: "7")));
    /// </code>
    /// </example>
    public static SseMarble Wire(string text) => new(Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>Converts the data of an event of type <c>message</c>.</summary>
    /// <param name="data">The data.</param>
    public static implicit operator SseMarble(string data) => new SseEvent(data ?? throw new ArgumentNullException(nameof(data)));

    /// <summary>Converts an event.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="ArgumentException">Its type or ID cannot be written to a stream: see <see cref="SseEncoder"/>.</exception>
    public static implicit operator SseMarble(SseEvent value) => new(Encode((encoder, output) => encoder.Write(value, output)), value);

    /// <summary>Converts a frame: an event, a comment, an ID, or a reconnection time.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="ArgumentException">It cannot be written to a stream: see <see cref="SseEncoder"/>.</exception>
    public static implicit operator SseMarble(SseFrame frame) => frame switch
    {
        null => throw new ArgumentNullException(nameof(frame)),
        SseFrame.Event e => e.Value,
        _ => new SseMarble(Encode((encoder, output) => encoder.Write(frame, output))),
    };

    /// <summary>Converts raw bytes, which may begin or end within a character.</summary>
    /// <param name="bytes">The bytes; they are copied.</param>
    public static implicit operator SseMarble(byte[] bytes) => new((bytes ?? throw new ArgumentNullException(nameof(bytes))).ToArray());

    /// <summary>The events that these bytes complete, given what the decoder has read before.</summary>
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

    // A new encoder each time: the bytes of a letter must not depend on the letters before it.
    private static ReadOnlyMemory<byte> Encode(Action<SseEncoder, IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new(), output);
        return output.WrittenMemory;
    }
}
