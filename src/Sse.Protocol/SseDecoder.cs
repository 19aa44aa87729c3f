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
    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';

    private readonly int _maxEventBytes;
    private LastEventIdMemory _id;
    private TypeNames _types;
    private HeldBytes _held = new();
    private SseLimitExceededException? _death;

    private string _type = SseEvent.DefaultType; // the standard's event type buffer
    private bool _hasData;                       // whether its data buffer has a line yet
    private int _bomBytes;                       // how much of a leading BOM was seen; all of it once that is settled
    private bool _skipLF;                        // the chunk before ended in CR
    private bool _isBetweenLines;                // nothing of the above wants a look before the next line

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

    /// <summary>The type of the event that was dispatched last.</summary>
    internal string EventType { get; private set; } = SseEvent.DefaultType;

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
        var kind = Advance(ref chunk, eventsOnly: false, out var text);
        frame = new(kind, text, this);
        return kind != SseFrameKind.None;
    }

    /// <summary>As <see cref="TryRead"/>, for whoever wants events alone: other frames take effect and are passed over.</summary>
    /// <param name="chunk">The bytes not yet read; advanced past what was taken.</param>
    /// <param name="view">The event; valid until the next call, and as long as the chunk's memory is.</param>
    /// <returns>Whether there is an event; <see langword="false"/> means that the chunk is used up.</returns>
    /// <exception cref="SseLimitExceededException">As for <see cref="TryRead"/>.</exception>
    public bool TryReadEvent(ref ReadOnlySpan<byte> chunk, out SseEventView view)
    {
        var kind = Advance(ref chunk, eventsOnly: true, out var data);
        view = new(data, EventType, this);
        return kind != SseFrameKind.None;
    }

    /// <summary>
    /// Starts on a new stream, as after a reconnect: what was pending is discarded, as at the end of a stream;
    /// <see cref="LastEventId"/> and <see cref="ReconnectionTime"/> stay.
    /// </summary>
    public void Reset()
    {
        EndEvent();
        _id.Rollback();
        _held.Clear();
        _held.ReleaseIfEmpty();
        _bomBytes = 0;
        _skipLF = false;
        _isBetweenLines = false;
        _death = null;
    }

    private SseFrameKind Advance(ref ReadOnlySpan<byte> chunk, bool eventsOnly, out ReadOnlySpan<byte> text)
    {
        var rest = chunk;
        if (!_isBetweenLines)
        {
            Settle(ref rest);
        }

        // An event's first data line stays where it is in the chunk, unless more has to be joined to it or kept past the chunk.
        ReadOnlySpan<byte> borrowed = default;
        text = default;
        var kind = SseFrameKind.None;
        while (kind == SseFrameKind.None)
        {
            // Spec: lines end in CRLF, LF or CR.
            var end = rest.IndexOfAny(CR, LF);
            if (end < 0)
            {
                Hold(rest, ref borrowed);
                rest = default;
                break;
            }

            var line = rest[..end];
            rest = AfterLineEnd(rest, end);
            var isHeld = _held.HasLine;
            if (isHeld)
            {
                line = Complete(line);
            }

            var lineKind = SseLine.Read(line, out var value);
            CheckLimit(borrowed.Length, line, lineKind, value);
            switch (lineKind)
            {
                case LineKind.Data:
                    if (isHeld)
                    {
                        _held.TurnLineIntoData(value.Length, isFirst: !_hasData);
                    }
                    else if (!_hasData)
                    {
                        borrowed = value;
                    }
                    else
                    {
                        Keep(ref borrowed);
                        _held.AppendData(value, isFirst: false);
                    }

                    _hasData = true;
                    continue; // a held line has become data: it is not dropped

                case LineKind.Blank:
                    kind = Dispatch(eventsOnly);
                    if (kind == SseFrameKind.Event)
                    {
                        text = _held.IsEmpty ? borrowed : _held.TakeData();
                    }

                    break;

                case LineKind.Event:
                    // Spec: the last one wins, and an empty one means the default.
                    _type = value.IsEmpty ? SseEvent.DefaultType : _types.Get(value);
                    break;

                case LineKind.Id:
                    // Spec: an ID with U+0000 is ignored.
                    if (!value.Contains((byte)0))
                    {
                        _id.Write(value);
                    }

                    break;

                case LineKind.Retry:
                    // Spec: only ASCII digits count, and they count at once.
                    if (SseLine.TryReadMilliseconds(value, out var time))
                    {
                        ReconnectionTime = time;
                        if (!eventsOnly)
                        {
                            Keep(ref borrowed);
                            kind = SseFrameKind.Retry;
                        }
                    }

                    break;

                case LineKind.Comment:
                    if (!eventsOnly)
                    {
                        Keep(ref borrowed);
                        text = value;
                        kind = SseFrameKind.Comment;
                    }

                    break;
            }

            if (isHeld)
            {
                _held.DropLine();
            }
        }

        chunk = rest;
        return kind;
    }

    /// <summary>Spec: a blank line commits the ID, and dispatches the event if there is data; type and data start anew.</summary>
    private SseFrameKind Dispatch(bool eventsOnly)
    {
        var idChanged = _id.Commit();
        var hasData = _hasData;
        EventType = _type;
        EndEvent();
        return hasData ? SseFrameKind.Event
            : idChanged && !eventsOnly ? SseFrameKind.Id
            : SseFrameKind.None;
    }

    private void EndEvent()
    {
        _type = SseEvent.DefaultType;
        _hasData = false;
    }

    /// <summary>What may stand before a line: a BOM at the stream's start, or the LF of a CRLF that two chunks share.</summary>
    private void Settle(ref ReadOnlySpan<byte> rest)
    {
        if (_death is not null)
        {
            throw new SseLimitExceededException(_death.What, _death.Limit, _death.Reached);
        }

        // Spec: one leading BOM is stripped. Bytes that only began like one are the start of the first line.
        while (_bomBytes < Bom.Length)
        {
            if (rest.IsEmpty)
            {
                return;
            }

            if (rest[0] != Bom[_bomBytes])
            {
                _held.AppendToLine(Bom[.._bomBytes]);
                _bomBytes = Bom.Length;
                break;
            }

            rest = rest[1..];
            _bomBytes++;
        }

        if (_skipLF)
        {
            if (rest.IsEmpty)
            {
                return;
            }

            _skipLF = false;
            if (rest[0] == LF)
            {
                rest = rest[1..];
            }
        }

        _isBetweenLines = true;
    }

    /// <summary>Spec: CR ends a line at once; an LF that follows it, whenever it comes, belongs to it.</summary>
    private ReadOnlySpan<byte> AfterLineEnd(ReadOnlySpan<byte> rest, int end)
    {
        var next = end + 1;
        if (rest[end] == CR)
        {
            if (next == rest.Length)
            {
                _skipLF = true;
                _isBetweenLines = false;
            }
            else if (rest[next] == LF)
            {
                next++;
            }
        }

        return rest[next..];
    }

    /// <summary>The held line with its last piece.</summary>
    private ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> lastPiece)
    {
        _held.AppendToLine(lastPiece);
        return _held.Line;
    }

    /// <summary>Moves a borrowed data line out of the chunk, which is about to leave our sight.</summary>
    private void Keep(ref ReadOnlySpan<byte> borrowed)
    {
        if (!borrowed.IsEmpty)
        {
            _held.AppendData(borrowed, isFirst: true);
            borrowed = default;
        }
    }

    /// <summary>Keeps what a chunk ends with: the data of an unfinished event, and an unfinished line.</summary>
    private void Hold(ReadOnlySpan<byte> unfinishedLine, ref ReadOnlySpan<byte> borrowed)
    {
        Keep(ref borrowed);
        if (unfinishedLine.IsEmpty)
        {
            _held.ReleaseIfEmpty();
            return;
        }

        // Too much whatever the line turns out to be: not worth a copy, but for the start that tells its kind.
        var atLeast = (long)_held.DataLength + _held.Line.Length + unfinishedLine.Length - SseLine.LongestDataPrefix;
        if (atLeast > _maxEventBytes)
        {
            _held.AppendToLine(unfinishedLine[..Math.Min(unfinishedLine.Length, SseLine.LongestDataPrefix)]);
            Die(_held.Line, atLeast);
        }

        _held.AppendToLine(unfinishedLine);
        var line = _held.Line;
        if (!SseLine.MayBecomeData(line))
        {
            CheckLimit(0, line, SseLine.Read(line, out var value), value);
        }
    }

    private void CheckLimit(int borrowedLength, ReadOnlySpan<byte> line, LineKind kind, ReadOnlySpan<byte> value)
    {
        var data = (long)borrowedLength + _held.DataLength;
        if (data + line.Length <= _maxEventBytes)
        {
            return;
        }

        var reached = data + (kind == LineKind.Data ? value.Length + (_hasData ? 1 : 0) : line.Length);
        if (reached > _maxEventBytes)
        {
            Die(line, reached);
        }
    }

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
