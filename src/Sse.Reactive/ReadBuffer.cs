using System.Buffers;

namespace Sse.Reactive;

/// <summary>
/// The buffer of a connection: small while it waits, so that thousands of idle connections cost little; large while there is more to
/// read than fits the small one.
/// </summary>
/// <remarks>
/// A read need not fill the large buffer to show that more is coming: over HTTP/1.1 it ends with the handler's own buffer, 4 KiB, or with
/// the server's chunk. So the large one is given back only after a read that brought little.
/// </remarks>
internal sealed class ReadBuffer : IDisposable
{
    private const int SmallBytes = 512;
    private const int LittleBytes = 2 * 1024;
    private const int LargeBytes = 16 * 1024;

    private readonly byte[] _small = new byte[SmallBytes];
    private byte[]? _large;

    public Memory<byte> Memory => _large is null ? _small : _large.AsMemory(0, LargeBytes);

    /// <summary>Chooses for the next read by how much the last one brought. What was read before is no longer valid.</summary>
    public void Adapt(int count)
    {
        if (_large is null)
        {
            if (count == SmallBytes)
            {
                _large = ArrayPool<byte>.Shared.Rent(LargeBytes);
            }
        }
        else if (count < LittleBytes)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        if (_large is { } large)
        {
            _large = null;
            ArrayPool<byte>.Shared.Return(large);
        }
    }
}
