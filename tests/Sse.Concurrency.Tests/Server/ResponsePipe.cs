using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;

namespace Sse.Concurrency.Tests;

/// <summary>The body of a response: asserts one writer at a time, and none after the end.</summary>
internal sealed class ResponsePipe : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _writers;
    private int _flushes;

    /// <summary>The response has ended.</summary>
    public bool IsOver { get; set; }

    /// <summary>What a flush waits for, by its number; <see langword="null"/> for a client that keeps up.</summary>
    public Func<int, Task<FlushResult>?> Waiting { get; set; } = _ => Choice.Coin() ? LaterAsync() : null;

    /// <summary>Runs after each flush.</summary>
    public Action? Flushed { get; set; }

    public string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan);

    public IEnumerable<string> Data => ValuesOf("data: ");

    /// <summary>The positions in the IDs of the events.</summary>
    public IEnumerable<int> Positions => ValuesOf("id: ").Select(TopicEvents.PositionOf);

    public IEnumerable<string> ValuesOf(string field) => Text.Split('\n').Where(l => l.StartsWith(field, StringComparison.Ordinal))
        .Select(l => l[field.Length..]);

    public override void Advance(int bytes)
    {
        Enter();
        _bytes.Advance(bytes);
        Leave();
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        if (Waiting(_flushes++) is { } waiting)
        {
            return new(WaitAsync(waiting));
        }

        Leave();
        Flushed?.Invoke();
        return new(default(FlushResult));
    }

    private static async Task<FlushResult> LaterAsync()
    {
        await Task.Yield();
        return default;
    }

    private async Task<FlushResult> WaitAsync(Task<FlushResult> waiting)
    {
        try
        {
            return await waiting;
        }
        finally
        {
            Leave();
            Flushed?.Invoke();
        }
    }

    private void Enter()
    {
        Specification.Assert(!IsOver, "written after the end");
        Specification.Assert(Interlocked.Increment(ref _writers) == 1, "two writers at once");
        SchedulingPoint.Interleave();
    }

    private void Leave() => Interlocked.Decrement(ref _writers);
}
