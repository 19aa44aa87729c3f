using System.Buffers;

namespace Sse.Reactive;

/// <summary>
/// The buffer of a connection, sized to recent reads: thousands of idle connections cost little, and a busy one is read in few pieces.
/// </summary>
/// <remarks>
/// A full read grows it. Any other read ends a burst; if the previous size would have held the whole burst, it shrinks to that. A read need
/// not fill the buffer for the size to be right: over HTTP/1.1 it ends with the handler's own buffer, 4 KiB, or with the server's chunk.
/// </remarks>
internal struct ReadBuffer
{
    private byte[]? _array;
    private int _size;
    private int _burst;

    private static ReadOnlySpan<int> Sizes => [64, 512, 2 * 1024, 16 * 1024];

    public Memory<byte> Memory => (_array ??= ArrayPool<byte>.Shared.Rent(Sizes[_size])).AsMemory(0, Sizes[_size]);

    /// <summary>Whether a read of this length has filled the buffer, so that more bytes may be at hand.</summary>
    public readonly bool IsFull(int count) => count == Sizes[_size];

    /// <summary>Chooses the size for the next read by the length of the last one, whose bytes become invalid.</summary>
    public void Adapt(int count)
    {
        var before = _size;
        _burst = Math.Min(_burst + count, Sizes[^1]);
        if (count == Sizes[before])
        {
            _size = Math.Min(before + 1, Sizes.Length - 1);
        }
        else
        {
            _size = before > 0 && _burst < Sizes[before - 1] ? before - 1 : before;
            _burst = 0;
        }

        if (_size != before)
        {
            Release();
        }
    }

    /// <summary>Returns the array to the pool.</summary>
    public void Release()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
