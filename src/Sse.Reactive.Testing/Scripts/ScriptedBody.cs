namespace Sse.Reactive.Testing;

/// <summary>
/// A response body in virtual time. A read takes at most one chunk; a pending read completes inline, on the thread that sends.
/// </summary>
/// <param name="onClosed">Called when the client closes the body.</param>
internal sealed class ScriptedBody(Action onClosed) : Stream
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ReadOnlyMemory<byte>> _chunks = new();
    private Exception? _error;
    private bool _isCompleted;
    private bool _isClosed;
    private PendingRead? _read;

    public int UnreadBytes
    {
        get
        {
            lock (_gate)
            {
                return _chunks.Sum(chunk => chunk.Length);
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

    public void Send(ReadOnlyMemory<byte> chunk) => Update(() =>
    {
        if (chunk.Length > 0)
        {
            _chunks.AddLast(chunk);
        }
    });

    /// <summary>Ends the body, after the chunks that are not read yet.</summary>
    public void Complete() => Update(() => _isCompleted = true);

    /// <summary>Fails reads, after the chunks that are not read yet.</summary>
    public void Fail(Exception error) => Update(() => _error = error);

#if NET
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadNextAsync(buffer, cancellationToken);
#endif

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadNextAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A blocking read would stop virtual time. Call ReadAsync instead.");

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

        onClosed();
        if (read is not null)
        {
            Abort(read, new ObjectDisposedException(nameof(ScriptedBody)));
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
            _read = _read is null ? read : throw new InvalidOperationException("Only one read can be pending at a time.");
        }

        var task = read.Result.Task;
        read.Cancellation = cancellationToken.UnsafeRegister(_ => Abort(read, new OperationCanceledException(cancellationToken)), null);
        CompletePendingRead();
        return task;
    }

    private void Update(Action change)
    {
        lock (_gate)
        {
            change();
        }

        CompletePendingRead();
    }

    private void CompletePendingRead()
    {
        PendingRead? read;
        var count = 0;
        Exception? error = null;
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
            else if (!_isCompleted && (error = _error) is null)
            {
                return;
            }

            _read = null;
        }

        read.Cancellation.Dispose();
        if (error is null)
        {
            read.Result.SetResult(count);
        }
        else
        {
            read.Result.SetException(error);
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

    private void Abort(PendingRead read, Exception error)
    {
        lock (_gate)
        {
            if (_read == read)
            {
                _read = null;
            }
        }

        read.Result.SetException(error);
    }

    private sealed class PendingRead(Memory<byte> buffer)
    {
        public Memory<byte> Buffer { get; } = buffer;

        public InlineTaskSource<int> Result { get; } = new();

        public CancellationTokenRegistration Cancellation { get; set; }
    }
}
