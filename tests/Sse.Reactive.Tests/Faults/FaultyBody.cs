using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Faults;

/// <summary>A body that arrives in random pieces, some at once and some later, and then ends with a fault.</summary>
internal sealed class FaultyBody(
    ReadOnlyMemory<byte> bytes, FaultKind end, Random random, TestScheduler scheduler, TimeSpan longestPause) : ReadableStream
{
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
        var read = new TaskCompletionSource<int>();
        cancellationToken.Register(() => read.TrySetCanceled(cancellationToken));
        scheduler.Schedule(longestPause * random.NextDouble(), () =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                read.SetResult(Take(buffer));
            }
        });
        return new(read.Task);
    }

    private static ValueTask<int> Never(CancellationToken cancellationToken)
    {
        var read = new TaskCompletionSource<int>();
        cancellationToken.Register(() => read.TrySetCanceled(cancellationToken));
        return new(read.Task);
    }
}
