using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>
/// What a chunk's end leaves behind: the data of an unfinished event, then the bytes of an unfinished line, in one rented
/// array. A line that turns out to be data is joined to the data in place.
/// </summary>
internal struct HeldBytes()
{
    private const int SmallestArray = 256;
    private const byte LF = (byte)'\n';

    private byte[] _array = [];
    private int _dataStart;
    private int _dataEnd;
    private int _lineEnd;

    private readonly ReadOnlySpan<byte> Data => _array.AsSpan(_dataStart, _dataEnd - _dataStart);

    public readonly int DataLength => _dataEnd - _dataStart;

    /// <summary>Of data and line.</summary>
    public readonly int Length => _lineEnd - _dataStart;

    public readonly bool IsEmpty => _lineEnd == 0;

    public readonly ReadOnlySpan<byte> Line => _array.AsSpan(_dataEnd, _lineEnd - _dataEnd);

    public readonly bool HasLine => _lineEnd > _dataEnd;

    public void AppendToLine(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_lineEnd));
        _lineEnd += bytes.Length;
    }

    public void DropLine() => _lineEnd = _dataEnd;

    /// <summary>Adds a data value from elsewhere; no line is held.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendData(ReadOnlySpan<byte> value, bool isFirst)
    {
        EnsureRoom(value.Length + 1);
        if (!isFirst)
        {
            _array[_dataEnd++] = LF;
        }

        value.CopyTo(_array.AsSpan(_dataEnd));
        _dataEnd += value.Length;
        _lineEnd = _dataEnd;
    }

    /// <summary>Makes the end of the held line, its value, part of the data. Its field name leaves room for the LF.</summary>
    public void TurnLineIntoData(int valueLength, bool isFirst)
    {
        var valueStart = _lineEnd - valueLength;
        if (isFirst)
        {
            _dataStart = valueStart;
            _dataEnd = _lineEnd;
            return;
        }

        _array[_dataEnd++] = LF;
        _array.AsSpan(valueStart, valueLength).CopyTo(_array.AsSpan(_dataEnd));
        _dataEnd += valueLength;
        _lineEnd = _dataEnd;
    }

    /// <summary>Hands out the data of a finished event: forgotten here, but left in place until more is held or the array given back.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ReadOnlySpan<byte> TakeData()
    {
        var data = Data;
        Clear();
        return data;
    }

    public void Clear() => _dataStart = _dataEnd = _lineEnd = 0;

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
        if (_array.Length - _lineEnd < more)
        {
            Grow(more);
        }
    }

    private void Grow(int more)
    {
        var held = _lineEnd - _dataStart;
        var size = Math.Max(SmallestArray, Math.Max((long)held + more, Math.Min(2L * held, Array.MaxLength)));
        var larger = ArrayPool<byte>.Shared.Rent(checked((int)size));
        _array.AsSpan(_dataStart, held).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
        _dataEnd -= _dataStart;
        _lineEnd -= _dataStart;
        _dataStart = 0;
    }
}
