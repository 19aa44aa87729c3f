using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>Caches the strings of event types. Holds 32 types of at most 128 bytes; a new type evicts the oldest.</summary>
internal struct EventTypeCache()
{
    private const int Capacity = 32;
    private const int MaxCachedBytes = 128;

    private (byte[] Line, string Text)[]? _cached;
    private int _count;
    private int _oldest;
    private byte[] _currentLine = [];

    /// <summary>The type that was set last.</summary>
    public string Current { get; private set; } = "";

    private static ReadOnlySpan<byte> Prefix => "event: "u8;

    /// <summary>
    /// Whether a line is byte for byte <c>"event: "</c> and the current type, as most <c>event</c> lines of a stream are.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsCurrent(ReadOnlySpan<byte> line) => line.SequenceEqual(_currentLine);

    /// <summary>Sets the current type.</summary>
    public void SetCurrent(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _count; i++)
        {
            if (utf8.SequenceEqual(_cached![i].Line.AsSpan(Prefix.Length)))
            {
                (_currentLine, Current) = _cached[i];
                return;
            }
        }

        (_currentLine, Current) = Add(utf8);
    }

    /// <summary>Releases the current type if it is too long for the cache.</summary>
    public void ForgetLongType()
    {
        if (Current.Length > MaxCachedBytes)
        {
            (_currentLine, Current) = ([], "");
        }
    }

    private (byte[] Line, string Text) Add(ReadOnlySpan<byte> utf8)
    {
        var text = Utf8Text.Decode(utf8);
        if (utf8.Length > MaxCachedBytes)
        {
            return ([], text);
        }

        _cached ??= new (byte[], string)[Capacity];
        int slot;
        if (_count < Capacity)
        {
            slot = _count++;
        }
        else
        {
            slot = _oldest;
            _oldest = (_oldest + 1) % Capacity;
        }

        return _cached[slot] = ([.. Prefix, .. utf8], text);
    }
}
