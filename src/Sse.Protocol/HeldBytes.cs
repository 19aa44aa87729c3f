using System.Buffers;

namespace Sse.Protocol;

/// <summary>
/// What a chunk's end leaves behind: the data of an unfinished event, then the bytes of an unfinished line, in one rented
/// array.
/// </summary>
/// <param name="limit">The most data that will be held: the array grows towards that in leaps, but not past it.</param>
internal struct HeldBytes(int limit)
{
    private const int SmallestArray = 256;
    private const byte LF = (byte)'\n';

    private byte[] _array = [];
    private int _dataLength;
    private int _length;

    public readonly int DataLength => _dataLength;

    /// <summary>Of data and line.</summary>
    public readonly int Length => _length;

    public readonly bool IsEmpty => _length == 0;

    public readonly ReadOnlySpan<byte> Line => _array.AsSpan(_dataLength, _length - _dataLength);

    public readonly bool HasLine => _length > _dataLength;

    public void AppendToLine(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>
    /// Hands out the line, which is complete: forgotten here, but left in place until more is held. Its own value may be
    /// appended to the data all the same: that moves it towards the front.
    /// </summary>
    public ReadOnlySpan<byte> TakeLine()
    {
        var line = Line;
        _length = _dataLength;
        return line;
    }

    /// <summary>Adds to the data; no line is held.</summary>
    public void AppendData(ReadOnlySpan<byte> value)
    {
        EnsureRoom(value.Length);
        value.CopyTo(_array.AsSpan(_length));
        _dataLength = _length += value.Length;
    }

    /// <summary>Adds a further line to the data; no line is held.</summary>
    public void AppendDataLine(ReadOnlySpan<byte> value)
    {
        EnsureRoom(value.Length + 1);
        var room = _array.AsSpan(_length);
        room[0] = LF;
        value.CopyTo(room[1..]);
        _dataLength = _length += value.Length + 1;
    }

    /// <summary>Hands out the data of a finished event: forgotten here, but left in place until more is held or the array given back.</summary>
    public ReadOnlySpan<byte> TakeData()
    {
        var data = _array.AsSpan(0, _dataLength);
        Clear();
        return data;
    }

    public void Clear() => _dataLength = _length = 0;

    /// <summary>Gives the array back where nothing is held in it, so that an idle stream holds none.</summary>
    public void ReleaseIfEmpty()
    {
        if (IsEmpty && _array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }
    }

    private void EnsureRoom(int more)
    {
        if (_array.Length - _length < more)
        {
            Grow(more);
        }
    }

    private void Grow(int more)
    {
        // By four: a long event is moved a third of its length, where doubling moves it once over.
        var size = Math.Max(SmallestArray, Math.Max((long)_length + more, Math.Min(4L * _length, limit)));
        var larger = ArrayPool<byte>.Shared.Rent((int)size);
        _array.AsSpan(0, _length).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
