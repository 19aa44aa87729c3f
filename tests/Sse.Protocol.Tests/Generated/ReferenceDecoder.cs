using System.Numerics;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>HTML 9.2.6 implemented literally, on strings and on the whole stream: slow and simple, the reference for the decoder.</summary>
internal sealed class ReferenceDecoder(string seed)
{
    private readonly List<SseFrame> _frames = [];
    private readonly StringBuilder _dataBuffer = new();
    private string _typeBuffer = "";
    private string _idBuffer = seed; // Spec: an ID stays until a stream sets another one, across connections too.
    private string _lastEventId = seed;

    public static IReadOnlyList<SseFrame> Decode(byte[] stream, string lastEventId = "")
    {
        // Spec: the stream is UTF-8, invalid bytes become U+FFFD; one leading BOM is stripped.
        var text = Encoding.UTF8.GetString(stream);
        var decoder = new ReferenceDecoder(lastEventId);
        foreach (var line in FinishedLines(text.StartsWith('\uFEFF') ? text[1..] : text))
        {
            decoder.Process(line);
        }

        // Spec: at the end of the stream, data that no blank line has dispatched is discarded.
        return decoder._frames;
    }

    /// <summary>Spec: CRLF, LF and CR end a line. A line without an end is incomplete.</summary>
    private static IEnumerable<string> FinishedLines(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n')
            {
                yield return text[start..i];
                if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                {
                    i++;
                }

                start = i + 1;
            }
        }
    }

    private void Process(string line)
    {
        var colon = line.IndexOf(':');
        if (line.Length == 0)
        {
            Dispatch();
        }
        else if (colon == 0)
        {
            // Spec: a line that starts with a colon is ignored (here: returned as a comment).
            _frames.Add(new SseFrame.Comment(line[1..]));
        }
        else if (colon > 0)
        {
            // Spec: the name is the text before the first colon, the value the text after it without one leading space.
            var value = line[(colon + 1)..];
            ProcessField(line[..colon], value.StartsWith(' ') ? value[1..] : value);
        }
        else
        {
            // Spec: without a colon, the whole line is the name and the value is empty.
            ProcessField(line, "");
        }
    }

    private void ProcessField(string name, string value)
    {
        switch (name)
        {
            case "event":
                _typeBuffer = value;
                break;

            case "data":
                _dataBuffer.Append(value).Append('\n');
                break;

            // Spec: an ID with U+0000 is ignored.
            case "id" when !value.Contains('\0'):
                _idBuffer = value;
                break;

            // Spec: one or more ASCII digits, base ten, in effect at once.
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                var milliseconds = BigInteger.Parse(value, null);
                var most = new BigInteger(TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond);
                var time = milliseconds < most ? new((long)milliseconds * TimeSpan.TicksPerMillisecond) : TimeSpan.MaxValue;
                _frames.Add(new SseFrame.Retry(time));
                break;
        }
    }

    private void Dispatch()
    {
        // Spec: step 1, the ID is committed, with or without data; its buffer is not cleared.
        var idChanged = _lastEventId != _idBuffer;
        _lastEventId = _idBuffer;

        // Spec: steps 2 to 6, without data nothing is dispatched. Otherwise one trailing LF is removed, and an empty type is "message".
        if (_dataBuffer.Length > 0)
        {
            var data = _dataBuffer.ToString(0, _dataBuffer.Length - 1);
            _frames.Add(new SseFrame.Event(new(data, _typeBuffer.Length > 0 ? _typeBuffer : "message", _lastEventId)));
        }
        else if (idChanged)
        {
            _frames.Add(new SseFrame.Id(_lastEventId));
        }

        // Spec: steps 2 and 7, data and type are cleared in either case.
        _dataBuffer.Clear();
        _typeBuffer = "";
    }
}
