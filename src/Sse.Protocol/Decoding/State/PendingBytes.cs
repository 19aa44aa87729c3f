using System.Buffers;
using System.Numerics;

namespace Sse.Protocol;

/// <summary>
/// What a chunk's end leaves behind: the data of an unfinished event, then the bytes of an unfinished line, in one rented
/// array.
/// </summary>
/// <param name="limit">The most bytes that will be held: the array grows towards that in leaps, but not past it.</param>
internal struct PendingBytes(int limit)
{
    private const int SmallestArray = 1024;
    private const int LargeArray = 4 * 1024 * 1024;
    private const int HugeArray = 32 * 1024 * 1024;
    private const int KeptArray = 64 * 1024;
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

    /// <summary>Adds to the line; its end is not among the bytes.</summary>
    public void AppendToLine(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        var room = _array.AsSpan(_length);

        // From about 2 KB on the platform's own copy may be a single instruction (rep movsb), during which the processor does not read ahead.
        var copied = LineEnds.CopyText(bytes, room);
        bytes[copied..].CopyTo(room[copied..]);
        _length += bytes.Length;
    }

    /// <summary>Adds to the line what of it a chunk starts with: up to its end, or all there is; the last few bytes may be left out.</summary>
    /// <returns>How many bytes that was.</returns>
    public int AppendText(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (true)
        {
            var count = LineEnds.CopyText(bytes[taken..], _array.AsSpan(_length));
            taken += count;
            _length += count;
            if (bytes.Length - taken < LineEnds.Block || LineEnds.IsLineEnd(bytes[taken]))
            {
                return taken;
            }

            Grow(LineEnds.Block);
        }
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
            Release();
        }
    }

    /// <summary>At the end of a chunk: gives a large array back for one that fits, where little is held in it.</summary>
    public void Shrink()
    {
        if (_array.Length > KeptArray && _length < _array.Length / 32)
        {
            Move(ArrayPool<byte>.Shared.Rent(Math.Max(SmallestArray, _length)));
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
        // Growing moves what there is: by four, a third of it at least, where doubling moves it once over. Past 4 MiB it is by eight, since
        // large arrays leave the caches, and from 32 MiB on by two, since that is much.
        var needed = (long)_length + more;
        long size = SmallestArray;
        while (size < needed)
        {
            size *= size < LargeArray ? 4 : size < HugeArray ? 8 : 2;
        }

        // The pool's arrays are powers of two: a byte more than one, and it is twice as much.
        var most = 1L << BitOperations.Log2((uint)limit);
        size = needed <= most ? Math.Min(size, most) : Math.Max(needed, Math.Min(size, limit));
        Move(ArrayPool<byte>.Shared.Rent((int)size));
    }

    private void Move(byte[] other)
    {
        _array.AsSpan(0, _length).CopyTo(other);
        Release();
        _array = other;
    }

    private void Release()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }
    }
}
