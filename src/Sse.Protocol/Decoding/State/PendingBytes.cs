using System.Buffers;
using System.Numerics;

namespace Sse.Protocol;

/// <summary>
/// The bytes that are carried over to the next chunk: the data of an unfinished event, then the unfinished line, in one rented array.
/// </summary>
/// <param name="limit">The most bytes that are ever held. The array does not grow beyond it, except to the next size of the pool.</param>
internal struct PendingBytes(int limit)
{
    private const int MinArraySize = 1024;
    private const int LargeArraySize = 4 * 1024 * 1024;
    private const int HugeArraySize = 32 * 1024 * 1024;
    private const int MaxKeptArraySize = 64 * 1024;
    private const byte LF = (byte)'\n';

    private byte[] _array = [];
    private int _dataLength;
    private int _length;

    public readonly int DataLength => _dataLength;

    /// <summary>The length of data and line together.</summary>
    public readonly int Length => _length;

    public readonly bool IsEmpty => _length == 0;

    public readonly ReadOnlySpan<byte> Line => _array.AsSpan(_dataLength, _length - _dataLength);

    public readonly bool HasLine => _length > _dataLength;

    /// <summary>Appends to the line. The bytes hold no line end.</summary>
    public void AppendToLine(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        var room = _array.AsSpan(_length);

        // From about 2 KB, the platform may copy with a single instruction (rep movsb), during which the processor does not read ahead.
        var copied = LineEnds.CopyText(bytes, room);
        bytes[copied..].CopyTo(room[copied..]);
        _length += bytes.Length;
    }

    /// <summary>
    /// Appends the part of the line at the start of a chunk: up to its end, or the whole chunk except for less than a block.
    /// </summary>
    /// <returns>How many bytes were appended.</returns>
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
    /// Returns the line, which is complete, and removes it. Its bytes stay valid until more is appended, and its own value may be appended
    /// to the data: that moves it towards the front.
    /// </summary>
    public ReadOnlySpan<byte> TakeLine()
    {
        var line = Line;
        _length = _dataLength;
        return line;
    }

    /// <summary>Appends to the data. There must be no line.</summary>
    public void AppendData(ReadOnlySpan<byte> value)
    {
        EnsureRoom(value.Length);
        value.CopyTo(_array.AsSpan(_length));
        _dataLength = _length += value.Length;
    }

    /// <summary>Appends LF and a further line to the data. There must be no line.</summary>
    public void AppendDataLine(ReadOnlySpan<byte> value)
    {
        EnsureRoom(value.Length + 1);
        var room = _array.AsSpan(_length);
        room[0] = LF;
        value.CopyTo(room[1..]);
        _dataLength = _length += value.Length + 1;
    }

    /// <summary>
    /// Returns the data of a finished event and removes it. Its bytes stay valid until more is appended or the array is released.
    /// </summary>
    public ReadOnlySpan<byte> TakeData()
    {
        var data = _array.AsSpan(0, _dataLength);
        Clear();
        return data;
    }

    public void Clear() => _dataLength = _length = 0;

    /// <summary>Returns the array to the pool if it is empty, so that an idle stream holds none.</summary>
    public void ReleaseIfEmpty()
    {
        if (IsEmpty && _array.Length > 0)
        {
            Release();
        }
    }

    /// <summary>At the end of a chunk, replaces a large array that is nearly empty by a small one.</summary>
    public void Shrink()
    {
        if (_array.Length > MaxKeptArraySize && _length < _array.Length / 32)
        {
            MoveTo(ArrayPool<byte>.Shared.Rent(Math.Max(MinArraySize, _length)));
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
        // Growing copies the bytes held so far. By a factor of four, that is a third of the final size in all; doubling would copy all of
        // it once. The factor is eight from 4 MiB, since such arrays do not fit the caches, and two from 32 MiB, to limit the memory.
        var needed = (long)_length + more;
        long size = MinArraySize;
        while (size < needed)
        {
            size *= size < LargeArraySize ? 4 : size < HugeArraySize ? 8 : 2;
        }

        // The pool's arrays are powers of two: one byte more than that takes twice the memory.
        var most = 1L << BitOperations.Log2((uint)limit);
        size = needed <= most ? Math.Min(size, most) : Math.Max(needed, Math.Min(size, limit));
        MoveTo(ArrayPool<byte>.Shared.Rent((int)size));
    }

    private void MoveTo(byte[] other)
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
