using Sse.Tests.Shared;

namespace Sse.Benchmarks;

/// <summary>A stream in memory whose reads complete synchronously and return at most one chunk.</summary>
internal sealed class ChunkStream(ReadOnlyMemory<byte> bytes, int chunkSize) : ReadableStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(chunkSize, buffer.Length), bytes.Length - _position);
        bytes.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
