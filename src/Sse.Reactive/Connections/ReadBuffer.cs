using System.Buffers;

namespace Sse.Reactive;

/// <summary>
/// The buffer of a connection: as large as what comes at a time, so that thousands of idle connections cost little, and a busy one is
/// read in few pieces.
/// </summary>
/// <remarks>
/// A filled read means that more is coming: the next larger size. Any other ends a burst; where the size before would have held all of
/// the burst, back to that. A read need not fill the buffer to show that its size is right: over HTTP/1.1 it ends with the handler's own
/// buffer, 4 KiB, or with the server's chunk.
/// </remarks>
internal struct ReadBuffer
{
    private byte[]? _array;
    private int _size;
    private int _burst;

    private static ReadOnlySpan<int> Sizes => [64, 512, 2 * 1024, 16 * 1024];

    public Memory<byte> Memory => (_array ??= ArrayPool<byte>.Shared.Rent(Sizes[_size])).AsMemory(0, Sizes[_size]);

    /// <summary>Chooses for the next read by what the last one has brought, which is no longer valid.</summary>
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

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
