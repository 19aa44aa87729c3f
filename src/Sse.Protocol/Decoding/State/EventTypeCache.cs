using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>The few event types a stream uses, as strings made once. Bounded: a stream of endless new types evicts the oldest.</summary>
internal struct EventTypeCache()
{
    private const int Capacity = 32;
    private const int LongestKept = 128;

    private (byte[] Line, string Text)[]? _kept;
    private int _count;
    private int _oldest;
    private byte[] _currentLine = [];

    /// <summary>The type chosen last.</summary>
    public string Current { get; private set; } = "";

    private static ReadOnlySpan<byte> Prefix => "event: "u8;

    /// <summary>Whether a line is, to the byte, the usual one for the type chosen last: nearly every <c>event</c> line of a stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsChosenBy(ReadOnlySpan<byte> line) => line.SequenceEqual(_currentLine);

    /// <summary>Chooses a type.</summary>
    public void Choose(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _count; i++)
        {
            if (utf8.SequenceEqual(_kept![i].Line.AsSpan(Prefix.Length)))
            {
                (_currentLine, Current) = _kept[i];
                return;
            }
        }

        (_currentLine, Current) = Add(utf8);
    }

    /// <summary>Forgets the type chosen last, if it is too long to be kept.</summary>
    public void ForgetLong()
    {
        if (Current.Length > LongestKept)
        {
            (_currentLine, Current) = ([], "");
        }
    }

    private (byte[] Line, string Text) Add(ReadOnlySpan<byte> utf8)
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

        return _kept[place] = ([.. Prefix, .. utf8], text);
    }
}
