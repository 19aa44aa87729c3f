using System.Runtime.CompilerServices;

namespace Sse.Protocol;

/// <summary>
/// The decoder of <c>text/event-stream</c> (HTML 9.2.5 and 9.2.6): fed with chunks as they come, it gives frames as soon as
/// they are complete, in place where it can.
/// </summary>
/// <remarks>
/// <para>Feed each chunk until it is used up:</para>
/// <code>while (decoder.TryRead(ref chunk, out var frame)) { ... }</code>
/// <para>How the stream is cut into chunks makes no difference to the frames. Nothing is scanned twice (but for less than 64 bytes after a frame).
/// Not thread-safe: one stream, one caller at a time.</para>
/// </remarks>
public sealed partial class SseDecoder
{
    private static readonly TimeSpan NoTime = TimeSpan.MinValue;

    private readonly int _maxEventBytes;
    private TimeSpan _reconnectionTime = NoTime;
    private LastEventIdBuffer _id;
    private EventTypeCache _types = new();
    private PendingBytes _held;
    private SseLimitExceededException? _death;

    private bool _hasType;            // whether the standard's event type buffer holds one: _types.Current
    private bool _hasData;            // whether its data buffer has a line yet
    private byte _bomBytes;           // how much of a leading BOM was seen; all of it once that is settled
    private bool _hasRetry;           // whether ReconnectionTime was set since the stream's start
    private bool _isUnsettled = true; // what comes next may not be a line: a BOM, or the LF to a CR

    /// <summary>Creates a decoder at the start of a stream.</summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    public SseDecoder(SseParseOptions? options = null)
    {
        options ??= SseParseOptions.Default;
        _maxEventBytes = options.MaxEventBytes;
        _id = new(options.LastEventId);
        _held = new(options.MaxEventBytes + SseLine.LongestDataPrefix);
    }

    /// <summary>The last event ID: the one to resume with. A blank line commits it, with or without an event (HTML 9.2.6, dispatch step 1). Decoded on the first use after it changed.</summary>
    public string LastEventId => _id.Text;

    /// <summary>The latest reconnection time the stream has set, from its <c>retry</c> line on (HTML 9.2.6); <see langword="null"/> if it never has.</summary>
    public TimeSpan? ReconnectionTime => _reconnectionTime == NoTime ? null : _reconnectionTime;

    /// <summary><see cref="ReconnectionTime"/>, if this stream has set it; <see langword="null"/> if only one before a <see cref="Reset"/> has.</summary>
    internal TimeSpan? SetReconnectionTime => _hasRetry ? _reconnectionTime : null;

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
        var first = default(FirstFrame);
        ReadOnlySpan<byte> text = default;
        chunk = Read(chunk, ref first, ref text);
        frame = new(first.Kind, text, first.Type, this);
        return first.Kind != SseFrameKind.None;
    }

    /// <summary>As <see cref="TryRead"/>, for whoever wants events alone: other frames take effect and are passed over.</summary>
    /// <param name="chunk">The bytes not yet read; advanced past what was taken.</param>
    /// <param name="view">The event; valid until the next call, and as long as the chunk's memory is.</param>
    /// <returns>Whether there is an event; <see langword="false"/> means that the chunk is used up.</returns>
    /// <exception cref="SseLimitExceededException">As for <see cref="TryRead"/>.</exception>
    public bool TryReadEvent(ref ReadOnlySpan<byte> chunk, out SseEventView view)
    {
        var first = default(FirstEvent);
        ReadOnlySpan<byte> data = default;
        chunk = Read(chunk, ref first, ref data);
        view = new(data, first.Type, this);
        return first.Type is not null;
    }

    /// <summary>
    /// Starts on a new stream, as after a reconnect: what was pending is discarded, as at the end of a stream (HTML 9.2.6);
    /// <see cref="LastEventId"/> and <see cref="ReconnectionTime"/> stay.
    /// </summary>
    public void Reset()
    {
        _hasType = false;
        _hasData = false;
        _hasRetry = false;
        _types.ForgetLong();
        _id.Rollback();
        _id.Shrink();
        _held.Clear();
        _held.ReleaseIfEmpty();
        _bomBytes = 0;
        _isUnsettled = true;
        _death = null;
    }

    /// <summary>Reads a chunk and hands its frames to a sink that keeps no text.</summary>
    internal void Read<TSink>(ReadOnlySpan<byte> chunk, ref TSink sink)
        where TSink : struct, IFrameSink
    {
        ReadOnlySpan<byte> none = default;
        Read(chunk, ref sink, ref none);
    }

    /// <summary>Reads a chunk and hands its frames to a sink.</summary>
    /// <remarks>
    /// What most lines need stands here and is inlined, the rest is kept out of line: so the state of the loop stays in registers.
    /// Not to be inlined itself: a small caller's budget would leave none for what is in here.
    /// </remarks>
    /// <returns>What was not read, because the sink wanted no more.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ReadOnlySpan<byte> Read<TSink>(ReadOnlySpan<byte> chunk, scoped ref TSink sink, scoped ref ReadOnlySpan<byte> kept)
        where TSink : struct, IFrameSink
    {
        if (_isUnsettled || _held.HasLine)
        {
            chunk = chunk[Begin(chunk)..];
            if (chunk.IsEmpty)
            {
                return default;
            }
        }

        var lines = new LineReader(chunk);
        var mayPassLimit = _held.Length + (long)chunk.Length > _maxEventBytes;
        var needsCare = _held.HasLine || mayPassLimit;

        // An event's first data line stays where it is, unless more has to be joined to it or kept past the chunk.
        ReadOnlySpan<byte> borrowed = default;
        var hasData = _hasData;
        var goesOn = true;
        while (goesOn)
        {
            if (!lines.TryRead(out var line, ref _isUnsettled))
            {
                Keep(borrowed, hasData);
                Hold(lines.Rest);
                return default;
            }

            if (needsCare)
            {
                line = CompleteWithinLimit(line, borrowed.Length, hasData);
                needsCare = mayPassLimit;
            }

            var kind = SseLine.ReadUsual(line, out var value);
            if (kind == LineKind.Data)
            {
                if (hasData)
                {
                    Join(borrowed, value);
                    borrowed = default;
                    continue;
                }

                // Most events are one line: the blank line that ends them need not go around the loop.
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
                // Spec: a blank line commits the ID, and dispatches the event if there is data; type and data start anew.
                var hasNewId = _id.Commit();
                var type = _hasType ? _types.Current : SseEvent.DefaultType;
                _hasType = false;
                if (hasData)
                {
                    hasData = false;
                    goesOn = sink.Take(SseFrameKind.Event, _held.IsEmpty ? borrowed : _held.TakeData(), type, ref kept);
                    borrowed = default;
                }
                else if (hasNewId && sink.WantsAllFrames && _id.HasOtherText)
                {
                    goesOn = sink.Take(SseFrameKind.Id, default, type, ref kept);
                }
            }
            else if (kind == LineKind.Comment)
            {
                if (sink.WantsAllFrames)
                {
                    goesOn = sink.Take(SseFrameKind.Comment, value, SseEvent.DefaultType, ref kept);
                }
            }
            else if (_types.IsChosenBy(line))
            {
                _hasType = true; // the same type as before, in the same words
            }
            else
            {
                kind = TakeField(line, out var other);
                if (kind == LineKind.Data)
                {
                    // Data again, written in another way.
                    if (hasData)
                    {
                        Join(borrowed, other);
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
                    goesOn = sink.Take(SseFrameKind.Retry, default, SseEvent.DefaultType, ref kept);
                }
            }
        }

        Keep(borrowed, hasData);
        return lines.Rest;
    }

    /// <summary>Takes a line that is a field, but for the value of <c>data</c>, which is the caller's to take.</summary>
    /// <param name="line">The line.</param>
    /// <param name="value">The field's value.</param>
    /// <returns>Its kind; unknown also where the value is to be ignored.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LineKind TakeField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var kind = SseLine.ReadField(line, out value);
        switch (kind)
        {
            case LineKind.Event:
                // Spec: the last one wins, and an empty one means the default.
                _hasType = !value.IsEmpty;
                if (_hasType)
                {
                    _types.Choose(value);
                }

                return kind;

            case LineKind.Id:
                // Spec: it counts unless it has U+0000 in it.
                _id.Write(value);
                return kind;

            case LineKind.Retry:
                // Spec: only ASCII digits count, and they count at once.
                if (!SseLine.TryReadMilliseconds(value, out var time))
                {
                    return LineKind.Unknown;
                }

                _reconnectionTime = time;
                _hasRetry = true;
                return kind;

            default:
                return kind;
        }
    }
}
