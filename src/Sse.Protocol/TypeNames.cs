namespace Sse.Protocol;

/// <summary>The few event types a stream uses, as strings made once. Bounded: a stream of endless new types evicts the oldest.</summary>
internal struct TypeNames()
{
    private const int Capacity = 8;
    private const int LongestKept = 128;

    private (byte[] Utf8, string Text)[]? _kept;
    private int _count;
    private int _oldest;
    private byte[] _currentUtf8 = [];

    /// <summary>The type chosen last.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Chooses a type.</summary>
    public void Choose(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(_currentUtf8))
        {
            Change(utf8);
        }
    }

    private void Change(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _count; i++)
        {
            if (utf8.SequenceEqual(_kept![i].Utf8))
            {
                (_currentUtf8, Current) = _kept[i];
                return;
            }
        }

        (_currentUtf8, Current) = Add(utf8);
    }

    private (byte[] Utf8, string Text) Add(ReadOnlySpan<byte> utf8)
    {
        var text = Utf8Text.Decode(utf8);
        if (utf8.Length > LongestKept)
        {
            return ([], text);
        }

        _kept ??= new (byte[], string)[Capacity];
        int place;
        if (_count < Capacity)
        {
            place = _count++;
        }
        else
        {
            place = _oldest;
            _oldest = (_oldest + 1) % Capacity;
        }

        return _kept[place] = (utf8.ToArray(), text);
    }
}
