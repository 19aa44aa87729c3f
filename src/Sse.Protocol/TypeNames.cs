namespace Sse.Protocol;

/// <summary>The few event types a stream uses, as strings made once. Bounded: a stream of endless new types evicts the oldest.</summary>
internal struct TypeNames
{
    private const int Capacity = 8;
    private const int LongestKept = 128;

    private (byte[] Utf8, string Text)[]? _kept;
    private int _count;
    private int _oldest;
    private int _latest;

    public string Get(ReadOnlySpan<byte> utf8)
    {
        var kept = _kept;
        if (kept is not null)
        {
            if (utf8.SequenceEqual(kept[_latest].Utf8))
            {
                return kept[_latest].Text;
            }

            for (var i = 0; i < _count; i++)
            {
                if (utf8.SequenceEqual(kept[i].Utf8))
                {
                    _latest = i;
                    return kept[i].Text;
                }
            }
        }

        return Add(utf8);
    }

    private string Add(ReadOnlySpan<byte> utf8)
    {
        var text = Utf8Text.Decode(utf8);
        if (utf8.Length > LongestKept)
        {
            return text;
        }

        _kept ??= new (byte[], string)[Capacity];
        if (_count < Capacity)
        {
            _latest = _count++;
        }
        else
        {
            _latest = _oldest;
            _oldest = (_oldest + 1) % Capacity;
        }

        _kept[_latest] = (utf8.ToArray(), text);
        return text;
    }
}
