using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Faults;

/// <summary>A body that comes in pieces of any size, some at once and some after a while, and then ends as its fault says.</summary>
internal sealed class FaultyBody(ReadOnlyMemory<byte> bytes, FaultKind end, Random random, TestScheduler scheduler) : ReadableStream
{
    private static readonly TimeSpan LongestPause = FeedServer.IdleTimeout - TimeSpan.FromSeconds(1);

    private ReadOnlyMemory<byte> _rest = bytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (_rest.IsEmpty)
        {
            return end switch
            {
                FaultKind.Reset => ValueTask.FromException<int>(new IOException("connection reset")),
                FaultKind.Stall => Never(cancellationToken),
                _ => new(0),
            };
        }

        return random.Next(8) == 0 ? Later(buffer, cancellationToken) : new(Take(buffer));
    }

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, _rest.Length), 1 << random.Next(12));
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    private ValueTask<int> Later(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = new Pending<int>();
        var task = read.Task;
        cancellationToken.Register(() => read.Fail(new OperationCanceledException(cancellationToken)));
        scheduler.Schedule(LongestPause * random.NextDouble(), () =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                read.Complete(Take(buffer));
            }
        });
        return task;
    }

    private static ValueTask<int> Never(CancellationToken cancellationToken)
    {
        var read = new Pending<int>();
        var task = read.Task;
        cancellationToken.Register(() => read.Fail(new OperationCanceledException(cancellationToken)));
        return task;
    }
}
