using System.Numerics;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>HTML 9.2.6 word for word, on strings, with the whole stream in hand: slow, plain, and what the decoder has to agree with.</summary>
internal sealed class ReferenceDecoder(string seed)
{
    private readonly List<SseFrame> _frames = [];
    private readonly StringBuilder _dataBuffer = new();
    private string _typeBuffer = "";
    private string _idBuffer = seed; // Spec: an ID holds until a stream sets another one, across connections too.
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

        // Spec: at the end of the stream, what no blank line has dispatched is discarded.
        return decoder._frames;
    }

    /// <summary>Spec: CRLF, LF and CR end a line. A line that has no end is not yet one.</summary>
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
            // Spec: a line that starts with a colon is ignored (here: given as a comment).
            _frames.Add(new SseFrame.Comment(line[1..]));
        }
        else if (colon > 0)
        {
            // Spec: the name is before the first colon, the value after it, less one leading space.
            var value = line[(colon + 1)..];
            ProcessField(line[..colon], value.StartsWith(' ') ? value[1..] : value);
        }
        else
        {
            // Spec: without a colon the line is the name, and the value is empty.
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

            // Spec: ASCII digits only (an empty value has none to read), base ten, at once.
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                var milliseconds = BigInteger.Parse(value, null);
                var most = new BigInteger(TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond);
                _frames.Add(new SseFrame.Retry(milliseconds < most ? new((long)milliseconds * TimeSpan.TicksPerMillisecond) : TimeSpan.MaxValue));
                break;
        }
    }

    private void Dispatch()
    {
        // Spec: step 1, the ID is committed, with or without data; its buffer is not cleared.
        var idChanged = _lastEventId != _idBuffer;
        _lastEventId = _idBuffer;

        // Spec: steps 2 to 6, without data nothing is dispatched; else one trailing LF goes, and an empty type is "message".
        if (_dataBuffer.Length > 0)
        {
            var data = _dataBuffer.ToString(0, _dataBuffer.Length - 1);
            _frames.Add(new SseFrame.Event(new(data, _typeBuffer.Length > 0 ? _typeBuffer : "message", _lastEventId)));
        }
        else if (idChanged)
        {
            _frames.Add(new SseFrame.Id(_lastEventId));
        }

        // Spec: steps 2 and 7, data and type start anew either way.
        _dataBuffer.Clear();
        _typeBuffer = "";
    }
}
