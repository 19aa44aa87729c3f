using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sse.Protocol;

/// <summary>Writes frames as <c>text/event-stream</c> (HTML 9.2.5): what a decoder reads back as the same frames.</summary>
/// <remarks>
/// <para>The <c>id</c> field is written where it changes, an empty one included, since a receiver keeps the last (HTML 9.2.6).
/// Newlines in data and comments (CR, LF, CRLF: HTML 9.2.5, <c>end-of-line</c>) become lines of their own; lone surrogates become U+FFFD.</para>
/// <para>An encoder belongs to one stream, which it must see from the start. Not thread-safe.</para>
/// </remarks>
public sealed class SseEncoder
{
    private string _lastEventId = "";

    /// <summary>Writes an event and its blank line.</summary>
    /// <param name="value">The event.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentException">The type or the ID holds CR, LF or U+0000, which no stream can carry (HTML 9.2.5, 9.2.6). Nothing is written.</exception>
    public void Write(SseEvent value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteHead(value, output);
        WriteLines("data: "u8, value.Data, output);
        output.Write("\n"u8);
    }

    /// <summary>Writes an event whose data is UTF-8 already, and its blank line.</summary>
    /// <param name="utf8Data">The data. It is not checked; receivers read what is invalid as U+FFFD.</param>
    /// <param name="type">The event type. Empty: the default, <c>"message"</c>.</param>
    /// <param name="lastEventId">The ID.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentException">The type or the ID holds CR, LF or U+0000, which no stream can carry (HTML 9.2.5, 9.2.6). Nothing is written.</exception>
    public void Write(ReadOnlySpan<byte> utf8Data, string type, string lastEventId, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(lastEventId);
        ArgumentNullException.ThrowIfNull(output);
        WriteHead(new("", type, lastEventId), output);
        WriteLines("data: "u8, utf8Data, output);
        output.Write("\n"u8);
    }

    /// <summary>Writes any frame and a blank line.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentException">
    /// An event's type, an ID that no stream can carry, or a negative reconnection time. Nothing is written.
    /// </exception>
    public void Write(SseFrame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        switch (frame)
        {
            case SseFrame.Event e:
                Write(e.Value, output);
                break;

            case SseFrame.Comment comment:
                WriteLines(":"u8, comment.Text, output);
                output.Write("\n"u8);
                break;

            case SseFrame.Retry retry:
                RefuseNegative(retry.ReconnectionTime, nameof(SseFrame.Retry.ReconnectionTime));
                WriteLine("retry: "u8, WholeMilliseconds(retry.ReconnectionTime), output);
                output.Write("\n"u8);
                break;

            case SseFrame.Id id:
                RefuseUnsendable(id.LastEventId, nameof(SseFrame.Id.LastEventId));
                if (WriteIdIfChanged(id.LastEventId, output))
                {
                    output.Write("\n"u8);
                }

                break;
        }
    }

    private static string WholeMilliseconds(TimeSpan time) =>
        (time.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture);

    private static void RefuseNegative(TimeSpan time, string property)
    {
        if (time < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(property, time, $"{property} is negative. Use zero to ask for an immediate reconnect.");
        }
    }

    private static void RefuseUnsendable(string value, string property)
    {
        if (!FieldValue.IsValid(value))
        {
            throw new ArgumentException(
                $"{property} holds CR, LF or U+0000, which would end the field or have it ignored. Remove them, or send the value as data.", property);
        }
    }

    private static void WriteLines(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        while (true)
        {
            var end = text.IndexOfAny('\r', '\n');
            if (end < 0)
            {
                WriteLine(prefix, text, output);
                return;
            }

            WriteLine(prefix, text[..end], output);
            var isCrLf = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n';
            text = text[(end + (isCrLf ? 2 : 1))..];
        }
    }

    private static void WriteLines(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        while (true)
        {
            var end = utf8.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write(prefix);
            output.Write(end < 0 ? utf8 : utf8[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                return;
            }

            utf8 = utf8[(end + (utf8[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }

    private static void WriteLine(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        output.Write(prefix);
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }

    /// <summary>All of an event but its data.</summary>
    private void WriteHead(SseEvent value, IBufferWriter<byte> output)
    {
        RefuseUnsendable(value.Type, nameof(SseEvent.Type));
        RefuseUnsendable(value.LastEventId, nameof(SseEvent.LastEventId));

        WriteIdIfChanged(value.LastEventId, output);
        if (value.Type != SseEvent.DefaultType)
        {
            WriteLine("event: "u8, value.Type, output);
        }
    }

    private bool WriteIdIfChanged(string id, IBufferWriter<byte> output)
    {
        if (id == _lastEventId)
        {
            return false;
        }

        WriteLine("id: "u8, id, output);
        _lastEventId = id;
        return true;
    }
}
