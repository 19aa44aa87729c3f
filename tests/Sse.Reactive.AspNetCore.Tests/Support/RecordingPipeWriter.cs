using System.IO.Pipelines;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Records flushes, and fails if two threads write at the same time, which a pipe does not always notice.</summary>
internal sealed class RecordingPipeWriter(PipeWriter inner) : PipeWriter
{
    private int _flushes;
    private int _writers;
    private int _bytes;

    public int Flushes => _flushes;

    /// <summary>The most bytes that were written between two flushes.</summary>
    public int LargestFlush { get; private set; }

    /// <summary>The thread of the latest flush.</summary>
    public int LastThread { get; private set; }

    /// <summary>Whether the latest flush completed without waiting.</summary>
    public bool CompletedSynchronously { get; private set; }

    /// <summary>Runs within the next flush, once.</summary>
    public Action? OnNextFlush { get; set; }

    public override void Advance(int bytes) => Exclusively(() =>
    {
        inner.Advance(bytes);
        _bytes += bytes;
    });

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> flush = default;
        Exclusively(() =>
        {
            (LargestFlush, _bytes) = (Math.Max(LargestFlush, _bytes), 0);
            flush = inner.FlushAsync(cancellationToken);
        });
        LastThread = Environment.CurrentManagedThreadId;
        CompletedSynchronously = flush.IsCompleted;
        _flushes++;
        var onFlush = OnNextFlush;
        OnNextFlush = null;
        onFlush?.Invoke();
        Waiting.Pulse();
        return flush;
    }

    private void Exclusively(Action action)
    {
        if (Interlocked.Increment(ref _writers) != 1)
        {
            throw new InvalidOperationException("Two threads write at the same time.");
        }

        action();
        Interlocked.Decrement(ref _writers);
    }
}
