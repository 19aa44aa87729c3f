namespace Sse.Protocol;

/// <summary>The lines that the standard ignores: how many, and their text, to report them. Most streams have none.</summary>
internal struct IgnoredLines
{
    private const int MaxBytes = 1000;
    private const byte LF = (byte)'\n';

    private byte[]? _text; // each line once, between LFs

    private int _length;

    /// <summary>How many lines, repeated ones included.</summary>
    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> line)
    {
        Count++;
        if (_text is null)
        {
            _text = new byte[MaxBytes + 2];
            _text[0] = LF;
            _length = 1;
        }

        var end = Math.Min(_length + line.Length, MaxBytes + 1);
        if (end <= _length)
        {
            return; // full
        }

        line[..(end - _length)].CopyTo(_text.AsSpan(_length));
        _text[end] = LF;
        var isRepeated = _text.AsSpan(0, _length).IndexOf(_text.AsSpan(_length - 1, end - _length + 2)) >= 0;
        _length = isRepeated ? _length : end + 1;
    }

    /// <summary>Returns the lines, each once and joined by LF, at most their first 1,000 bytes, and starts again.</summary>
    public string Take()
    {
        var text = _length <= 2 ? "" : Utf8Text.Decode(_text.AsSpan(1, _length - 2));
        this = default;
        return text;
    }
}
