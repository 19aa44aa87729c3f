using System.Buffers;

namespace Sse.Benchmarks;

/// <summary>
/// The chunks of a corpus as an observable: in place or, like the read loop of a socket, each copied into one reused buffer, so that the
/// library makes the same copy as a parser that reads a stream.
/// </summary>
internal sealed class ChunkSource(ReadOnlyMemory<byte> bytes, int chunkSize, bool inPlace = false)
    : IObservable<ReadOnlyMemory<byte>>, IDisposable
{
    public IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
    {
        if (inPlace)
        {
            PushInPlace(observer);
        }
        else
        {
            PushCopies(observer);
        }

        observer.OnCompleted();
        return this;
    }

    public void Dispose()
    {
    }

    private void PushInPlace(IObserver<ReadOnlyMemory<byte>> observer)
    {
        for (var at = 0; at < bytes.Length; at += chunkSize)
        {
            observer.OnNext(bytes.Slice(at, Math.Min(chunkSize, bytes.Length - at)));
        }
    }

    private void PushCopies(IObserver<ReadOnlyMemory<byte>> observer)
    {
        var stream = new ChunkStream(bytes, chunkSize);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            observer.OnNext(buffer.AsMemory(0, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
