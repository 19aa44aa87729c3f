using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Protocol;

/// <content>The loop over the lines of a chunk: each line updates the buffers of HTML 9.2.6 or dispatches a frame.</content>
public sealed partial class SseDecoder
{
    /// <summary>Reads a chunk and passes its frames to a sink that keeps no text.</summary>
    internal void Read<TSink>(ReadOnlySpan<byte> chunk, ref TSink sink)
        where TSink : struct, IFrameSink
    {
        var cursor = default(LineCursor);
        ReadOnlySpan<byte> none = default;
        Read(chunk, ref cursor, ref sink, ref none);
    }

    /// <summary>Reads a chunk from a position and passes its frames to a sink, until the sink stops or the chunk ends.</summary>
    /// <remarks>
    /// The code that most lines need is inlined here and the rest is kept out of line, so that the loop's state stays in registers.
    /// This method itself must not be inlined: the inlining budget of a small caller would be too small for the loop.
    /// </remarks>
    /// <param name="chunk">The chunk: the same one until it has been read to its end.</param>
    /// <param name="cursor">Where to start; then, where the sink stopped. The end of the chunk once it has been read.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="kept">Text that the sink keeps.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Read<TSink>(
        ReadOnlySpan<byte> chunk, scoped ref LineCursor cursor, scoped ref TSink sink, scoped ref ReadOnlySpan<byte> kept)
        where TSink : struct, IFrameSink
    {
        if (_mayStartWithBomOrLf || _pending.HasLine)
        {
            cursor = LineCursor.At(cursor.Position + ReadStart(chunk[cursor.Position..]));
            if (cursor.Position == chunk.Length)
            {
                return;
            }
        }

        var lines = new LineReader(chunk, cursor);
        var mayExceedLimit = _pending.Length + (long)chunk.Length > _maxEventBytes;
        var isSlowPath = _pending.HasLine || mayExceedLimit;

        // The first data line of an event stays in the chunk, unless another line is joined to it or the event goes on in the next chunk.
        ReadOnlySpan<byte> borrowed = default;
        var hasData = _hasData;
        var wantsMore = true;
        while (wantsMore)
        {
            if (!lines.TryRead(out var line, ref _mayStartWithBomOrLf))
            {
                SaveData(borrowed, hasData);
                cursor = LeavesUnfinishedLine && !isSlowPath ? lines.Unfinished : LineCursor.At(chunk.Length);
                SaveLine(chunk[lines.Unfinished.Position..cursor.Position]);
                return;
            }

            if (isSlowPath)
            {
                line = CompleteLine(line, borrowed.Length, hasData);
                isSlowPath = mayExceedLimit;
            }

            var kind = SseLine.ReadCommon(line, out var value);
            if (kind == LineKind.Data)
            {
                if (hasData)
                {
                    JoinData(borrowed, value);
                    borrowed = default;
                    continue;
                }

                // Most events have one data line: the blank line after it is read here, without another turn of the loop.
                borrowed = value;
                hasData = true;
                if (!lines.TryReadBlank())
                {
                    continue;
                }

                kind = LineKind.Blank;
            }

            if (kind == LineKind.Blank)
            {
                // Spec: a blank line commits the ID, dispatches an event if there is data, and clears the data and the type.
                var hasNewId = _id.Commit();
                var type = _hasType ? _types.Current : SseEvent.DefaultType;
                _hasType = false;
                if (hasData)
                {
                    hasData = false;
                    wantsMore = sink.Take(SseFrameKind.Event, _pending.IsEmpty ? borrowed : _pending.TakeData(), type, ref kept);
                    borrowed = default;
                }
                else
                {
                    if (!ReferenceEquals(type, SseEvent.DefaultType))
                    {
                        IgnoreType(); // Spec: the data buffer is empty: nothing is dispatched
                    }

                    if (hasNewId && sink.WantsAllFrames && _id.TextChanged)
                    {
                        wantsMore = sink.Take(SseFrameKind.Id, default, type, ref kept);
                    }
                }
            }
            else if (kind == LineKind.Comment)
            {
                if (sink.WantsAllFrames)
                {
                    wantsMore = sink.Take(SseFrameKind.Comment, value, SseEvent.DefaultType, ref kept);
                }
            }
            else if (_types.IsCurrent(line))
            {
                _hasType = true; // byte for byte the event line before
            }
            else
            {
                kind = ReadField(line, out var other);
                if (kind == LineKind.Data)
                {
                    // A data line without "data: ", such as "data:x" or "data".
                    if (hasData)
                    {
                        JoinData(borrowed, other);
                        borrowed = default;
                    }
                    else
                    {
                        borrowed = other;
                        hasData = true;
                    }
                }
                else if (kind == LineKind.Retry && sink.WantsAllFrames)
                {
                    wantsMore = sink.Take(SseFrameKind.Retry, default, SseEvent.DefaultType, ref kept);
                }
            }
        }

        SaveData(borrowed, hasData);
        cursor = lines.Cursor;
    }

    /// <summary>Processes a line that is a field. The value of <c>data</c> is left to the caller.</summary>
    /// <param name="line">The line.</param>
    /// <param name="value">The field's value.</param>
    /// <returns>The kind of line; <see cref="LineKind.Unknown"/> also where the standard ignores the value.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LineKind ReadField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var kind = SseLine.ReadField(line, out value);
        switch (kind)
        {
            case LineKind.Event:
                // Spec: the last event field wins; an empty type means the default.
                _hasType = !value.IsEmpty;
                if (_hasType)
                {
                    _types.SetCurrent(value);
                }

                return kind;

            case LineKind.Id:
                // Spec: an ID that contains U+0000 is ignored.
                _id.Write(value);
                return kind;

            case LineKind.Retry:
                // Spec: only ASCII digits are valid; the value takes effect at once.
                if (!SseLine.TryReadMilliseconds(value, out var time))
                {
                    return LineKind.Unknown;
                }

                _reconnectionTime = time;
                _hasRetry = true;
                return kind;

            case LineKind.Unknown:
                _ignored.Add(line); // Spec: any other field is ignored. Often such lines are errors of the server.
                return kind;

            default:
                return kind;
        }
    }

    /// <summary>The type of a block without data, which is not dispatched: <c>event: error</c> and a blank line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void IgnoreType() => _ignored.Add(Encoding.UTF8.GetBytes("event: " + _types.Current));
}
