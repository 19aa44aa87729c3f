using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sse.Reactive;

/// <summary><see cref="Delivery{T, TProjection}"/>, pulled: decodes on when the consumer asks for more.</summary>
internal sealed class PulledDelivery<T, TProjection>(
    Func<IConnector> newConnector, SseOptions options, Func<SseOptions, TProjection> newProjection, CancellationToken cancellationToken)
    : PullEnumerator<T>
    where TProjection : struct, IProjection<T>
{
    private ClientSession? _session;
    private IAsyncEnumerator<ConnectionItem>? _items;
    private TProjection _projection;
    private ArraySegment<byte> _chunk;
    private LineCursor _cursor;
    private T _next = default!;
    private bool _hasNext;

    protected override bool TryMove()
    {
        if (_chunk.Count == 0)
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_hasNext)
        {
            (Current, _next, _hasNext) = (_next, default!, false);
            return true;
        }

        var session = _session!;
        try
        {
            while (TryRead(session, out var frame))
            {
                session.ReportDispatched(frame);
                if (!_projection.TryProject(frame, out var value))
                {
                    continue;
                }

                if (_projection.WantsAllFrames
                    && session.Decoder.IgnoredLines > 0
                    && _projection.TryProject(session.ReportLinesIgnored(), out var ignored))
                {
                    (_next, _hasNext) = (value, true); // after the lines that precede it
                    value = ignored;
                }

                Current = value;
                return true;
            }
        }
        catch (Exception error)
        {
            session.ReportFailed(error);
            throw;
        }

        _chunk = default;
        return false;
    }

    // Pooling: a wait allocates nothing, and the consumer continues on the thread that completes it, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> ReadOnAsync()
    {
        var found = false;
        try
        {
            if (_items is null)
            {
                _items = Start(await CheckpointLoader.LoadAsync(options, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            while (!found && await _items.MoveNextAsync().ConfigureAwait(false))
            {
                found = TryTake(_items.Current);
            }
        }
        catch
        {
            await EndAsync().ConfigureAwait(false);
            throw;
        }

        if (found)
        {
            Found();
        }
        else
        {
            await EndAsync().ConfigureAwait(false);
        }

        return found;
    }

    protected override async ValueTask ReleaseAsync()
    {
        _chunk = default;
        _projection = default;
        using var session = _session;
        if (_items is { } items)
        {
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IAsyncEnumerator<ConnectionItem> Start(SseOptions loaded)
    {
        _projection = newProjection(loaded);
        var session = _session = new(newConnector(), loaded) { DeliversAllFrames = _projection.WantsAllFrames };
        return Retry.WithDelay(session.Pull, session.NextDelay, session.Scheduler).GetAsyncEnumerator(cancellationToken);
    }

    private bool TryTake(ConnectionItem item)
    {
        if (item.Signal is not { } signal)
        {
            MemoryMarshal.TryGetArray(item.Chunk, out _chunk); // the buffer of the connection is an array
            _cursor = default;
            return TryMove();
        }

        var isTaken = _projection.TryProject(signal, out var value);
        if (isTaken)
        {
            Current = value;
        }

        return isTaken;
    }

    private bool TryRead(ClientSession session, out SseFrameView frame)
    {
        if (_projection.WantsAllFrames)
        {
            return session.Decoder.TryReadAt(_chunk, ref _cursor, out frame);
        }

        var found = session.Decoder.TryReadEventAt(_chunk, ref _cursor, out var data, out var type);
        frame = found ? new(SseFrameKind.Event, data, type!, session.Decoder) : default;
        return found;
    }
}
