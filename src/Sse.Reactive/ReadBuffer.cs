using System.Buffers;

namespace Sse.Reactive;

/// <summary>
/// The buffer of a connection: small while it waits, so that thousands of idle connections cost little; large while there is more to
/// read than fits the small one.
/// </summary>
internal sealed class ReadBuffer : IDisposable
{
    private const int SmallBytes = 512;
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
        else if (count < LargeBytes)
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
