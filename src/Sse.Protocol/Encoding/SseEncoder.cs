using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sse.Protocol;

/// <summary>Writes events and other frames as <c>text/event-stream</c> (HTML 9.2.5). A decoder reads back the same frames.</summary>
/// <remarks>
/// <para>
/// The <c>id</c> field is written only when it changes, since a receiver keeps the last one (HTML 9.2.6). An empty ID is written too, if
/// the one before is not empty. It follows the data, because some browser libraries store the ID at the end of its own line: they would
/// otherwise skip an event that was cut off after it. CR, LF and CRLF in data and comments start a new line (HTML 9.2.5,
/// <c>end-of-line</c>). Lone surrogates become U+FFFD.
/// </para>
/// <para>Use one encoder per stream, from the stream's start. Not thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var output = new ArrayBufferWriter&lt;byte&gt;(); // or a PipeWriter, such as an ASP.NET Core response's BodyWriter
/// var encoder = new SseEncoder();
/// encoder.Write(new SseEvent("two\nlines", "note", "1"), output);
/// encoder.Write(new SseFrame.Comment("keep-alive"), output);
/// </code>
/// </example>
public sealed class SseEncoder
{
    private string _lastEventId = "";

    /// <summary>Writes an event and its blank line.</summary>
    /// <param name="value">The event.</param>
    /// <param name="output">The writer that receives the bytes. It is not flushed.</param>
    /// <exception cref="ArgumentException">
    /// The type or the ID holds CR, LF or U+0000, which no stream can carry (HTML 9.2.5, 9.2.6). Nothing is written.
    /// </exception>
    public void Write(SseEvent value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteType(value, output);
        WriteLines("data: "u8, value.Data, output);
        WriteEnd(value, output);
    }

    /// <summary>Writes an event whose data is already UTF-8, and its blank line.</summary>
    /// <param name="utf8Data">The data. It is not validated; receivers read invalid bytes as U+FFFD.</param>
    /// <param name="type">The event type. If empty: <c>"message"</c>.</param>
    /// <param name="lastEventId">The event's ID. Empty for none.</param>
    /// <param name="output">The writer that receives the bytes. It is not flushed.</param>
    /// <exception cref="ArgumentException">
    /// The type or the ID holds CR, LF or U+0000, which no stream can carry (HTML 9.2.5, 9.2.6). Nothing is written.
    /// </exception>
    public void Write(ReadOnlySpan<byte> utf8Data, string type, string lastEventId, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(lastEventId);
        ArgumentNullException.ThrowIfNull(output);
        var value = new SseEvent("", type, lastEventId);
        WriteType(value, output);
        WriteLines("data: "u8, utf8Data, output);
        WriteEnd(value, output);
    }

    /// <summary>Writes a frame of any kind.</summary>
    /// <remarks>
    /// A blank line follows events and IDs, which take effect there. Comments and <c>retry</c> take effect at the end of their own line
    /// (HTML 9.2.6), so no blank line follows them: some receivers report an empty event for each blank line.
    /// </remarks>
    /// <param name="frame">The frame.</param>
    /// <param name="output">The writer that receives the bytes. It is not flushed.</param>
    /// <exception cref="ArgumentException">
    /// A type or an ID holds CR, LF or U+0000, or a reconnection time is negative. Nothing is written.
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
                break;

            case SseFrame.Retry retry:
                RequireNotNegative(retry.ReconnectionTime, nameof(SseFrame.Retry.ReconnectionTime));
                WriteLine("retry: "u8, WholeMilliseconds(retry.ReconnectionTime), output);
                break;

            case SseFrame.Id id:
                RequireValidField(id.LastEventId, nameof(SseFrame.Id.LastEventId));
                if (WriteIdIfChanged(id.LastEventId, output))
                {
                    output.Write("\n"u8);
                }

                break;
        }
    }

    private static string WholeMilliseconds(TimeSpan time) =>
        (time.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture);

    private static void RequireNotNegative(TimeSpan time, string property)
    {
        if (time < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(property, time, $"{property} is negative. Use zero to ask for an immediate reconnect.");
        }
    }

    private static void RequireValidField(string value, string property)
    {
        if (!FieldValue.IsValid(value))
        {
            throw new ArgumentException(
                $"{property} holds CR, LF or U+0000, which would end the field or make receivers ignore it. "
                    + "Remove them, or send the value as data.",
                property);
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

    /// <summary>Validates an event and writes the field before its data.</summary>
    private static void WriteType(SseEvent value, IBufferWriter<byte> output)
    {
        RequireValidField(value.Type, nameof(SseEvent.Type));
        RequireValidField(value.LastEventId, nameof(SseEvent.LastEventId));
        if (value.Type != SseEvent.DefaultType)
        {
            WriteLine("event: "u8, value.Type, output);
        }
    }

    /// <summary>Writes the field after an event's data, and the blank line.</summary>
    private void WriteEnd(SseEvent value, IBufferWriter<byte> output)
    {
        WriteIdIfChanged(value.LastEventId, output);
        output.Write("\n"u8);
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
