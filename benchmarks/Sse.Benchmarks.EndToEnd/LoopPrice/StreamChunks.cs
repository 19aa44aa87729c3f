using System.Buffers;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Emits the bytes of each read of a stream, in one reused buffer of 16 KiB: the simplest read loop.</summary>
internal sealed class StreamChunks(Stream stream) : IObservable<ReadOnlyMemory<byte>>, IDisposable
{
    private const int BufferBytes = 16 * 1024;

    public IDisposable Subscribe(IObserver<ReadOnlyMemory<byte>> observer)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        int count;
        while ((count = stream.Read(buffer.AsSpan(0, BufferBytes))) > 0)
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
