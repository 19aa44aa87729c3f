namespace System.Buffers;

/// <summary>An <see cref="IBufferWriter{T}"/> over an array that doubles in size.</summary>
internal sealed class ArrayBufferWriter<T> : IBufferWriter<T>
{
    private const int MinArraySize = 256;

    private T[] _array = [];

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<T> WrittenSpan => _array.AsSpan(0, WrittenCount);

    public ReadOnlyMemory<T> WrittenMemory => _array.AsMemory(0, WrittenCount);

    public void ResetWrittenCount() => WrittenCount = 0;

    public void Clear()
    {
        _array.AsSpan(0, WrittenCount).Clear();
        WrittenCount = 0;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - WrittenCount);
        WrittenCount += count;
    }

    public Memory<T> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsMemory(WrittenCount);
    }

    public Span<T> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsSpan(WrittenCount);
    }

    private void EnsureRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var needed = WrittenCount + Math.Max(1, sizeHint);
        if (needed > _array.Length)
        {
            Array.Resize(ref _array, Math.Max(needed, Math.Max(MinArraySize, _array.Length * 2)));
        }
    }
}
