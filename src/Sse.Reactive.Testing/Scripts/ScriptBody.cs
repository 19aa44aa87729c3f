namespace Sse.Reactive.Testing;

/// <summary>A response's body that is told what comes; a read waits for it, takes one chunk at most, and goes on where the chunk is sent.</summary>
internal sealed class ScriptBody(Action closed) : Stream
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ReadOnlyMemory<byte>> _chunks = new();
    private Exception? _failure;
    private bool _hasEnded;
    private bool _isClosed;
    private PendingRead? _read;

    public int Unread
    {
        get
        {
            lock (_gate)
            {
                return _chunks.Sum(c => c.Length);
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Send(ReadOnlyMemory<byte> chunk) => Happen(() =>
    {
        if (chunk.Length > 0)
        {
            _chunks.AddLast(chunk);
        }
    });

    public void End() => Happen(() => _hasEnded = true);

    public void Reset(Exception failure) => Happen(() => _failure = failure);

#if NET
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ReadNextAsync(buffer, cancellationToken);
#endif

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadNextAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("In virtual time a stream is read asynchronously: a thread that blocks would stop time.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        PendingRead? read;
        lock (_gate)
        {
            _isClosed = true;
            read = _read;
        }

        closed();
        if (read is not null)
        {
            Give(read, new ObjectDisposedException(nameof(ScriptBody)));
        }

        base.Dispose(disposing);
    }

    private ValueTask<int> ReadNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        var read = new PendingRead(buffer);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _read = _read is null ? read : throw new InvalidOperationException("There is a read already: one at a time.");
        }

        var task = read.Result.Task;
        read.Cancellation = cancellationToken.UnsafeRegister(_ => Give(read, new OperationCanceledException(cancellationToken)), null);
        Serve();
        return task;
    }

    private void Happen(Action what)
    {
        lock (_gate)
        {
            what();
        }

        Serve();
    }

    private void Serve()
    {
        PendingRead? read;
        var count = 0;
        Exception? failure = null;
        lock (_gate)
        {
            if ((read = _read) is null)
            {
                return;
            }

            if (_chunks.First is { } first)
            {
                count = Take(first, read.Buffer);
            }
            else if (!_hasEnded && (failure = _failure) is null)
            {
                return;
            }

            _read = null;
        }

        read.Cancellation.Dispose();
        if (failure is null)
        {
            read.Result.Complete(count);
        }
        else
        {
            read.Result.Fail(failure);
        }
    }

    private int Take(LinkedListNode<ReadOnlyMemory<byte>> first, Memory<byte> buffer)
    {
        var count = Math.Min(first.Value.Length, buffer.Length);
        first.Value[..count].CopyTo(buffer);
        first.Value = first.Value[count..];
        if (first.Value.IsEmpty)
        {
            _chunks.RemoveFirst();
        }

        return count;
    }

    private void Give(PendingRead read, Exception failure)
    {
        lock (_gate)
        {
            if (_read == read)
            {
                _read = null;
            }
        }

        read.Result.Fail(failure);
    }

    private sealed class PendingRead(Memory<byte> buffer)
    {
        public Memory<byte> Buffer { get; } = buffer;

        public Pending<int> Result { get; } = new();

        public CancellationTokenRegistration Cancellation { get; set; }
    }
}
