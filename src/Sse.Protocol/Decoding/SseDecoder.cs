namespace Sse.Protocol;

/// <summary>
/// Decodes <c>text/event-stream</c> (HTML 9.2.5 and 9.2.6): takes chunks as they arrive and returns each frame as soon as it is complete.
/// </summary>
/// <remarks>
/// <para>
/// How the stream is cut into chunks makes no difference to the frames. A frame that lies whole in a chunk is not copied.
/// Nothing is scanned twice, except for less than 64 bytes after a frame.
/// </para>
/// <para>
/// Not thread-safe: use one decoder per stream, from one thread at a time. Most callers use <see cref="SseReadingExtensions"/> or
/// <see cref="SseParsingExtensions"/> instead.
/// </para>
/// </remarks>
/// <example>
/// Feed each chunk until it is used up:
/// <code>
/// var decoder = new SseDecoder();
/// ReadOnlySpan&lt;byte&gt; chunk = "data: one\n\ndata: two\n\n"u8;
/// while (decoder.TryRead(ref chunk, out var frame))
/// {
///     if (frame.Kind == SseFrameKind.Event)
///     {
///         Console.WriteLine(frame.Event.ToEvent().Data);
///     }
/// }
/// </code>
/// </example>
public sealed partial class SseDecoder
{
    private static readonly TimeSpan NoTime = TimeSpan.MinValue;

    private readonly int _maxEventBytes;
    private TimeSpan _reconnectionTime = NoTime;
    private LastEventIdBuffer _id;
    private EventTypeCache _types = new();
    private PendingBytes _pending;
    private IgnoredLines _ignored;
    private SseLimitExceededException? _failure;

    private bool _hasType;                     // whether the event type buffer of HTML 9.2.6 is set: then it is _types.Current
    private bool _hasData;                     // whether the data buffer of HTML 9.2.6 has a line
    private bool _hasRetry;                    // whether the stream has set ReconnectionTime since its start
    private byte _bomBytes;                    // how many bytes of a leading BOM were seen; Bom.Length once the BOM is decided
    private bool _mayStartWithBomOrLf = true;  // whether the next byte may belong to a BOM, or be the LF of a split CRLF

    /// <summary>Creates a decoder at the start of a stream.</summary>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    public SseDecoder(SseParseOptions? options = null)
    {
        options ??= SseParseOptions.Default;
        _maxEventBytes = options.MaxEventBytes;
        _id = new(options.LastEventId);
        _pending = new(options.MaxEventBytes + SseLine.DataPrefixLength);
    }

    /// <summary>The last event ID: the one to resume after. Empty if there is none.</summary>
    /// <remarks>
    /// A blank line commits it, with or without an event (HTML 9.2.6, dispatch step 1). The string is created on first use after a change.
    /// </remarks>
    public string LastEventId => _id.Text;

    /// <summary>The latest reconnection time that the stream has set; <see langword="null"/> if it has set none.</summary>
    /// <remarks>It changes when the <c>retry</c> line is read (HTML 9.2.6), not at the blank line.</remarks>
    public TimeSpan? ReconnectionTime => _reconnectionTime == NoTime ? null : _reconnectionTime;

    /// <summary>
    /// <see cref="ReconnectionTime"/> if the current stream has set it; <see langword="null"/> if it dates from before a
    /// <see cref="Reset"/>.
    /// </summary>
    internal TimeSpan? ReconnectionTimeOfStream => _hasRetry ? _reconnectionTime : null;

    /// <summary>
    /// Whether an unfinished line at the end of a chunk is left to the caller, who passes it again with more bytes after it, at the same
    /// cursor. Default: <see langword="false"/>: the decoder keeps a copy. It does so in any case for the rest of a line that it has begun
    /// to keep, and where the chunk may exceed the limit.
    /// </summary>
    internal bool LeavesUnfinishedLine { get; set; }

    /// <summary>The bytes of data and of a line that wait for the end of their event.</summary>
    internal int UnfinishedBytes => _pending.Length;

    /// <summary>
    /// The lines that are neither blank, comments nor fields of the standard, and the <c>event</c> lines of blocks without data, since they
    /// were last taken.
    /// </summary>
    internal int IgnoredLines => _ignored.Count;

    /// <summary>Reads the next frame: an event, a comment, a reconnection time, or an ID without data.</summary>
    /// <param name="chunk">
    /// The bytes not yet read; advanced past the bytes consumed. Empty when this returns <see langword="false"/>.
    /// </param>
    /// <param name="frame">The frame. Valid until the next call, and only while the chunk's memory is unchanged.</param>
    /// <returns>Whether a frame was read; <see langword="false"/> means that the chunk is used up and the next one is needed.</returns>
    /// <exception cref="SseLimitExceededException">
    /// An event, line or comment is larger than <see cref="SseParseOptions.MaxEventBytes"/>. The decoder then throws the same error on
    /// every call until <see cref="Reset"/>.
    /// </exception>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, out SseFrameView frame)
    {
        var first = default(FirstFrame);
        ReadOnlySpan<byte> text = default;
        var cursor = default(LineCursor);
        Read(chunk, ref cursor, ref first, ref text);
        chunk = chunk[cursor.Position..];
        frame = new(first.Kind, text, first.Type, this);
        return first.Kind != SseFrameKind.None;
    }

    /// <summary>Reads the next event; other frames take effect and are skipped.</summary>
    /// <param name="chunk">
    /// The bytes not yet read; advanced past the bytes consumed. Empty when this returns <see langword="false"/>.
    /// </param>
    /// <param name="view">The event. Valid until the next call, and only while the chunk's memory is unchanged.</param>
    /// <returns>Whether an event was read; <see langword="false"/> means that the chunk is used up and the next one is needed.</returns>
    /// <exception cref="SseLimitExceededException">As for <see cref="TryRead"/>.</exception>
    public bool TryReadEvent(ref ReadOnlySpan<byte> chunk, out SseEventView view)
    {
        var first = default(FirstEvent);
        ReadOnlySpan<byte> data = default;
        var cursor = default(LineCursor);
        Read(chunk, ref cursor, ref first, ref data);
        chunk = chunk[cursor.Position..];
        view = new(data, first.Type, this);
        return first.Type is not null;
    }

    /// <summary>Returns the text of <see cref="IgnoredLines"/> and begins a new count.</summary>
    internal string TakeIgnoredLines() => _ignored.Take();

    /// <summary>Prepares for a new stream, as after a reconnect.</summary>
    /// <remarks>
    /// An unfinished event is discarded, as at the end of a stream (HTML 9.2.6), and a failure is cleared.
    /// <see cref="LastEventId"/> and <see cref="ReconnectionTime"/> are kept.
    /// </remarks>
    public void Reset()
    {
        _hasType = false;
        _hasData = false;
        _hasRetry = false;
        _types.ForgetLongType();
        _id.Rollback();
        _id.Shrink();
        _pending.Clear();
        _pending.ReleaseIfEmpty();
        _bomBytes = 0;
        _mayStartWithBomOrLf = true;
        _failure = null;
        _ignored = default;
    }
}
