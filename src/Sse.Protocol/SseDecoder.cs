using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>
/// The decoder of <c>text/event-stream</c> (HTML 9.2.5 and 9.2.6): fed with chunks as they come, it gives frames as soon as
/// they are complete, in place where it can.
/// </summary>
/// <remarks>
/// <para>Feed each chunk until it is used up:</para>
/// <code>while (decoder.TryRead(ref chunk, out var frame)) { ... }</code>
/// <para>How the stream is cut into chunks makes no difference to the frames. Nothing is scanned twice.
/// Not thread-safe: one stream, one caller at a time.</para>
/// </remarks>
public sealed class SseDecoder
{
    private const byte LF = (byte)'\n';

    private readonly int _maxEventBytes;
    private LastEventIdMemory _id;
    private TypeNames _types = new();
    private HeldBytes _held = new();
    private SseLimitExceededException? _death;

    private bool _hasType;        // whether the standard's event type buffer holds one: _types.Current
    private bool _hasData;        // whether its data buffer has a line yet
    private int _bomBytes;        // how much of a leading BOM was seen; all of it once that is settled
    private bool _skipLF;         // the chunk before ended in CR
    private bool _isBetweenLines; // nothing of the above wants a look before the next line

    /// <summary>Creates a decoder at the start of a stream.</summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    public SseDecoder(SseParseOptions? options = null)
    {
        options ??= SseParseOptions.Default;
        _maxEventBytes = options.MaxEventBytes;
        _id = new(options.LastEventId);
    }

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>The last event ID: the one to resume with. A blank line commits it, with or without an event.</summary>
    public string LastEventId => _id.Text;

    /// <summary>The latest reconnection time the stream has set; <see langword="null"/> if it never has.</summary>
    public TimeSpan? ReconnectionTime { get; private set; }

    /// <summary>Takes bytes from the front of a chunk, up to the end of the next frame.</summary>
    /// <param name="chunk">The bytes not yet read; advanced past what was taken. Empty when this returns <see langword="false"/>.</param>
    /// <param name="frame">The frame; valid until the next call, and as long as the chunk's memory is.</param>
    /// <returns>Whether there is a frame; <see langword="false"/> means that the chunk is used up.</returns>
    /// <exception cref="SseLimitExceededException">
    /// The stream holds more than <see cref="SseParseOptions.MaxEventBytes"/>. The decoder is dead then, and throws this again
    /// until it is <see cref="Reset"/>.
    /// </exception>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, out SseFrameView frame)
    {
        var lines = new LineReader(chunk);
        var found = TryNext(ref lines, out frame);
        chunk = lines.Rest;
        return found;
    }

    /// <summary>As <see cref="TryRead"/>, for whoever wants events alone: other frames take effect and are passed over.</summary>
    /// <param name="chunk">The bytes not yet read; advanced past what was taken.</param>
    /// <param name="view">The event; valid until the next call, and as long as the chunk's memory is.</param>
    /// <returns>Whether there is an event; <see langword="false"/> means that the chunk is used up.</returns>
    /// <exception cref="SseLimitExceededException">As for <see cref="TryRead"/>.</exception>
    public bool TryReadEvent(ref ReadOnlySpan<byte> chunk, out SseEventView view)
    {
        var lines = new LineReader(chunk);
        var found = TryNextEvent(ref lines, out view);
        chunk = lines.Rest;
        return found;
    }

    /// <summary>
    /// Starts on a new stream, as after a reconnect: what was pending is discarded, as at the end of a stream;
    /// <see cref="LastEventId"/> and <see cref="ReconnectionTime"/> stay.
    /// </summary>
    public void Reset()
    {
        _hasType = false;
        _hasData = false;
        _id.Rollback();
        _held.Clear();
        _held.ReleaseIfEmpty();
        _bomBytes = 0;
        _skipLF = false;
        _isBetweenLines = false;
        _death = null;
    }

    /// <summary>As the public one, for whoever reads a whole chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(scoped ref LineReader lines, out SseFrameView frame)
    {
        var kind = Advance(ref lines, eventsOnly: false, out var text, out var type);
        frame = new(kind, text, type, this);
        return kind != SseFrameKind.None;
    }

    /// <summary>As the public one, for whoever reads a whole chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNextEvent(scoped ref LineReader lines, out SseEventView view)
    {
        var kind = Advance(ref lines, eventsOnly: true, out var data, out var type);
        view = new(data, type, this);
        return kind != SseFrameKind.None;
    }

    /// <summary>Reads up to the end of the next frame. What happens for most lines stands here, the rest apart: so it stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SseFrameKind Advance(scoped ref LineReader lines, bool eventsOnly, out ReadOnlySpan<byte> text, out string eventType)
    {
        if (!_isBetweenLines)
        {
            lines.Skip(Settle(lines.Rest));
        }

        var isHeld = _held.HasLine; // the line to come began in a chunk before
        var hasData = _hasData;
        var mayPassLimit = _held.Length + (long)lines.Rest.Length > _maxEventBytes;

        // An event's first data line stays where it is in the chunk, unless more has to be joined to it or kept past the chunk.
        ReadOnlySpan<byte> borrowed = default;
        text = default;
        eventType = SseEvent.DefaultType;
        var frame = SseFrameKind.None;
        while (frame == SseFrameKind.None)
        {
            if (!lines.TryRead(out var line, out var endsInLastCR))
            {
                Keep(borrowed);
                Hold(lines.Rest, hasData);
                lines = default;
                break;
            }

            if (endsInLastCR)
            {
                _skipLF = true;
                _isBetweenLines = false;
            }

            if (isHeld)
            {
                line = Complete(line);
            }

            var kind = SseLine.Read(line, out var value);
            if (mayPassLimit)
            {
                CheckLimit(borrowed.Length, line, kind, value, hasData);
            }

            if (kind == LineKind.Data)
            {
                if (isHeld || hasData)
                {
                    Join(borrowed, value, isHeld, hasData);
                    borrowed = default;
                    isHeld = false; // it has become data: it is not dropped
                }
                else
                {
                    borrowed = value;
                }

                hasData = true;
            }
            else if (kind == LineKind.Blank)
            {
                // Spec: a blank line commits the ID, and dispatches the event if there is data; type and data start anew.
                var idChanged = _id.Commit();
                if (hasData)
                {
                    frame = SseFrameKind.Event;
                    text = _held.IsEmpty ? borrowed : _held.TakeData();
                    eventType = _hasType ? _types.Current : SseEvent.DefaultType;
                    hasData = false;
                }
                else if (idChanged && !eventsOnly)
                {
                    frame = SseFrameKind.Id;
                }

                _hasType = false;
            }
            else if (kind == LineKind.Comment)
            {
                if (!eventsOnly)
                {
                    frame = SseFrameKind.Comment;
                    text = value;
                    Keep(borrowed);
                }
            }
            else if (TakeField(kind, value) && !eventsOnly)
            {
                frame = SseFrameKind.Retry;
                Keep(borrowed);
            }

            if (isHeld)
            {
                _held.DropLine();
                isHeld = false;
            }
        }

        _hasData = hasData;
        return frame;
    }

    /// <summary>Takes a field other than <c>data</c>.</summary>
    /// <returns>Whether it set the reconnection time.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakeField(LineKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case LineKind.Event:
                // Spec: the last one wins, and an empty one means the default.
                _hasType = !value.IsEmpty;
                if (_hasType)
                {
                    _types.Choose(value);
                }

                return false;

            case LineKind.Id:
                // Spec: an ID with U+0000 is ignored.
                if (!value.Contains((byte)0))
                {
                    _id.Write(value);
                }

                return false;

            case LineKind.Retry:
                // Spec: only ASCII digits count, and they count at once.
                if (!SseLine.TryReadMilliseconds(value, out var time))
                {
                    return false;
                }

                ReconnectionTime = time;
                return true;

            default:
                return false;
        }
    }

    /// <summary>What may stand before a line: a BOM at the stream's start, or the LF of a CRLF that two chunks share.</summary>
    /// <returns>How many bytes to pass over.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Settle(ReadOnlySpan<byte> rest)
    {
        if (_death is not null)
        {
            throw new SseLimitExceededException(_death.What, _death.Limit, _death.Reached);
        }

        // Spec: one leading BOM is stripped. Bytes that only began like one are the start of the first line.
        var count = 0;
        while (_bomBytes < Bom.Length)
        {
            if (count == rest.Length)
            {
                return count;
            }

            if (rest[count] != Bom[_bomBytes])
            {
                _held.AppendToLine(Bom[.._bomBytes]);
                _bomBytes = Bom.Length;
                break;
            }

            count++;
            _bomBytes++;
        }

        if (_skipLF)
        {
            if (count == rest.Length)
            {
                return count;
            }

            _skipLF = false;
            if (rest[count] == LF)
            {
                count++;
            }
        }

        _isBetweenLines = true;
        return count;
    }

    /// <summary>Adds a line to the data of an event that is not a single line in a single chunk.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Join(ReadOnlySpan<byte> borrowed, ReadOnlySpan<byte> value, bool isHeld, bool hasData)
    {
        if (isHeld)
        {
            _held.TurnLineIntoData(value.Length, isFirst: !hasData);
        }
        else
        {
            Keep(borrowed);
            _held.AppendData(value, isFirst: false);
        }
    }

    /// <summary>The held line with its last piece.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> lastPiece)
    {
        _held.AppendToLine(lastPiece);
        return _held.Line;
    }

    /// <summary>Moves a borrowed data line out of the chunk, which is about to leave our sight.</summary>
    private void Keep(ReadOnlySpan<byte> borrowed)
    {
        if (!borrowed.IsEmpty)
        {
            _held.AppendData(borrowed, isFirst: true);
        }
    }

    /// <summary>Keeps the unfinished line that a chunk ends with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Hold(ReadOnlySpan<byte> unfinishedLine, bool hasData)
    {
        if (unfinishedLine.IsEmpty)
        {
            _held.ReleaseIfEmpty();
            return;
        }

        // Too much whatever the line turns out to be: not worth a copy.
        var atLeast = (long)_held.DataLength + _held.Line.Length + unfinishedLine.Length - SseLine.LongestDataPrefix;
        if (atLeast > _maxEventBytes)
        {
            Die(_held.HasLine ? _held.Line : unfinishedLine, atLeast);
        }

        _held.AppendToLine(unfinishedLine);
        var line = _held.Line;
        if (!SseLine.MayBecomeData(line))
        {
            CheckLimit(0, line, SseLine.Read(line, out var value), value, hasData);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckLimit(int borrowedLength, ReadOnlySpan<byte> line, LineKind kind, ReadOnlySpan<byte> value, bool hasData)
    {
        var data = (long)borrowedLength + _held.DataLength;
        if (data + line.Length <= _maxEventBytes)
        {
            return;
        }

        var reached = data + (kind == LineKind.Data ? value.Length + (hasData ? 1 : 0) : line.Length);
        if (reached > _maxEventBytes)
        {
            Die(line, reached);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Die(ReadOnlySpan<byte> line, long reached)
    {
        var what = SseLine.Read(line, out _) switch
        {
            LineKind.Data => "event data",
            LineKind.Comment => "comment",
            _ => "line",
        };
        Reset();
        _death = new(what, _maxEventBytes, reached);
        throw _death;
    }
}
