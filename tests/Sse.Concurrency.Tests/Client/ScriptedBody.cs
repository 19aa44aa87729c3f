using System.Text;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;

namespace Sse.Concurrency.Tests;

/// <summary>A body of two events whose reads complete at once or later. Asserts one read at a time.</summary>
/// <param name="after">The number before its first event.</param>
internal sealed class ScriptedBody(int after) : Stream
{
    private readonly Workers _workers = new();
    private int _reads;
    private int _next;

    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Choice.Coin() ? new(Take(buffer)) : new(Later(buffer, cancellationToken));

    /// <summary>Completes when no read is in progress, nor what follows from it.</summary>
    public Task WhenIdleAsync() => _workers.WhenIdleAsync();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }

    private Task<int> Later(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = new TaskCompletionSource<int>();
        _workers.Run(() =>
        {
            if (IsClosed || cancellationToken.IsCancellationRequested)
            {
                read.SetException(new ObjectDisposedException(nameof(ScriptedBody)));
                return;
            }

            read.SetResult(Take(buffer));
        });
        return read.Task;
    }

    private int Take(Memory<byte> buffer)
    {
        Specification.Assert(Interlocked.Increment(ref _reads) == 1, "two reads at once");
        SchedulingPoint.Interleave();
        var id = after + ++_next;
        var count = _next > 2 ? 0 : Encoding.UTF8.GetBytes($"id: {id}\ndata: {id}\n\n", buffer.Span);
        Interlocked.Decrement(ref _reads);
        return count;
    }
}
