namespace LlmServer.Models.Providers;

/// <summary>An event stream whose bytes pass as they are, up to an event that reports an error: reading throws it.</summary>
internal sealed class ProviderStream(Stream inner) : Stream
{
    private readonly SseDecoder _decoder = new();
    private ModelException? _error;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = 0;
        if (_error is null)
        {
            count = await inner.ReadAsync(buffer, cancellationToken);
            count = Check(buffer.Span[..count]);
        }

        return _error is null || count > 0 ? count : throw _error;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>How many of the bytes are before an error: all, if there is none.</returns>
    private int Check(ReadOnlySpan<byte> chunk)
    {
        var rest = chunk;
        var before = 0;
        while (_decoder.TryReadEvent(ref rest, out var value))
        {
            _error = ProviderError.Of(value);
            if (_error is not null)
            {
                return before;
            }

            before = chunk.Length - rest.Length;
        }

        return chunk.Length;
    }
}
