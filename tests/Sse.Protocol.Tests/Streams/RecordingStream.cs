using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>A stream that records writes as their text and flushes as <c>"flush"</c>.</summary>
internal sealed class RecordingStream : Stream
{
    public const string Flushed = "flush";

    public List<string> Calls { get; } = [];

    public string Text => string.Concat(Calls.Where(call => call != Flushed));

    public bool IsDisposed { get; private set; }

    /// <summary>Called by each write before it is recorded. Its task may fail, or complete later.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await BeforeWrite();
        Calls.Add(Encoding.UTF8.GetString(buffer.Span));
    }

    /// <summary>The overload that the build for .NET Standard 2.0 calls.</summary>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Calls.Add(Flushed);
        return Task.CompletedTask;
    }

    public override void Flush() => throw new NotSupportedException("This stream is written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("This stream is written asynchronously.");

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
