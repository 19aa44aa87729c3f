using System.Buffers;

namespace Sse.Benchmarks;

/// <summary>
/// The chunks of a corpus as an observable. As a socket's read loop does it, each is copied into one buffer that is used again,
/// so that ours pays for the same copy as a parser that reads a stream.
/// </summary>
internal sealed class ChunkSource(byte[] bytes, int chunkSize) : IObservable<ReadOnlyMemory<byte>>, IDisposable
{
    public IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
    {
        var stream = new ChunkStream(bytes, chunkSize);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            observer.OnNext(buffer.AsMemory(0, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        observer.OnCompleted();
        return this;
    }

    public void Dispose()
    {
    }
}
