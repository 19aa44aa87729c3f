using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>The events of a stream, decoded one by one as the consumer asks for them.</summary>
internal sealed class StreamEnumerator<T>(StreamEvents<T> source, CancellationTokenSource? linked, CancellationToken cancellationToken)
    : PullEnumerator<T>
{
    private const int BufferBytes = 16 * 1024;
    private const int MaxKeptBytes = BufferBytes * 3 / 4;

    private readonly SseDecoder _decoder = new(source.Options) { LeavesUnfinishedLine = true };
    private readonly SseSelector<T> _selector = source.Selector;
    private Stream? _stream;
    private byte[] _buffer = [];
    private int _count;
    private LineCursor _cursor;

    protected override bool TryMove()
    {
        if (!_decoder.TryReadEventAt(_buffer.AsSpan(0, _count), ref _cursor, out var data, out var type))
        {
            return false;
        }

        Current = _selector(new(data, type, _decoder));
        return true;
    }

    // Pooling: a wait allocates nothing, and the consumer continues on the thread that completes it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> ReadOnAsync()
    {
        int read;
        try
        {
            if (_stream is null)
            {
                _stream = await source.Open(cancellationToken).ConfigureAwait(false);
                _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            }

            do
            {
                MakeRoom();
                var room = _buffer.AsMemory(_count, BufferBytes - _count);
                read = await _stream.ReadAsync(room, cancellationToken).ConfigureAwait(false);
                _count += read;
            }
            while (read > 0 && !TryMove());
        }
        catch
        {
            await EndAsync().ConfigureAwait(false);
            throw;
        }

        if (read == 0)
        {
            await EndAsync().ConfigureAwait(false);
            return false;
        }

        Found();
        return true;
    }

    protected override ValueTask ReleaseAsync()
    {
        linked?.Dispose();
        _count = 0;
        _decoder.Reset();
        if (_stream is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            if (!source.LeaveOpen)
            {
                _stream.Dispose();
            }
        }

        return default;
    }

    /// <summary>
    /// Makes at least a quarter of the buffer free. An unfinished line is moved to its start, once; the decoder takes one that is too long.
    /// </summary>
    private void MakeRoom()
    {
        if (_count - _cursor.Position > MaxKeptBytes)
        {
            _decoder.LeavesUnfinishedLine = false;
            TryMove();
            _decoder.LeavesUnfinishedLine = true;
        }

        if (_cursor.Position > 0)
        {
            _buffer.AsSpan(_cursor.Position, _count - _cursor.Position).CopyTo(_buffer);
            _count -= _cursor.Position;
            _cursor = _cursor with { Position = 0, BlockEnd = _count };
        }
    }
}
