using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary>A stream whose reads return one chunk each. Empty chunks are skipped, since a read of 0 bytes means the end.</summary>
internal sealed class ChunkStream(IEnumerable<ReadOnlyMemory<byte>> chunks) : ReadableStream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks = chunks.Where(c => !c.IsEmpty).GetEnumerator();
    private ReadOnlyMemory<byte> _rest;

    public bool IsDisposed { get; private set; }

    /// <summary>The largest number of bytes that a read asked for.</summary>
    public int LargestRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        LargestRead = Math.Max(LargestRead, buffer.Length);
        if (_rest.IsEmpty)
        {
            if (!_chunks.MoveNext())
            {
                return 0;
            }

            _rest = _chunks.Current;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
