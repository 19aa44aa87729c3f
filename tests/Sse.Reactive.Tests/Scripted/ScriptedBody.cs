using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A body that is told what comes and when; a read waits for it.</summary>
internal sealed class ScriptedBody : ReadableStream
{
    private readonly Queue<byte> _arrived = new();
    private Exception? _failure;
    private bool _hasEnded;
    private Pending<int>? _read;
    private Memory<byte> _into;
    private CancellationTokenRegistration _cancellation;

    public bool IsReading => _read is not null;

    public int Unread => _arrived.Count;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            _arrived.Enqueue(b);
        }

        Serve();
    }

    public void End()
    {
        _hasEnded = true;
        Serve();
    }

    public void Reset(Exception failure)
    {
        _failure = failure;
        Serve();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        var read = _read = new();
        var task = read.Task;
        _into = buffer;
        _cancellation = cancellationToken.Register(() =>
        {
            _read = null;
            read.Fail(new OperationCanceledException(cancellationToken));
        });
        Serve();
        return task;
    }

    private void Serve()
    {
        if (_read is not { } read || (_arrived.Count == 0 && !_hasEnded && _failure is null))
        {
            return;
        }

        _read = null;
        _cancellation.Dispose();
        var count = 0;
        while (count < _into.Length && _arrived.TryDequeue(out var b))
        {
            _into.Span[count++] = b;
        }

        if (count == 0 && _failure is not null)
        {
            read.Fail(_failure);
        }
        else
        {
            read.Complete(count);
        }
    }
}
