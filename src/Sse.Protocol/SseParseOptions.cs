namespace Sse.Protocol;

/// <summary>Options for parsing a stream. Immutable; one instance can be shared by any number of streams.</summary>
public sealed record SseParseOptions
{
    /// <summary>The default of <see cref="MaxEventBytes"/>: 16 MiB.</summary>
    public const int DefaultMaxEventBytes = 16 * 1024 * 1024;

    private const int HighestMaxEventBytes = 1_000_000_000; // a string holds about 2^30 characters

    /// <summary>The last event ID that the stream starts with, as after a reconnect (HTML 9.2.6). Default: empty.</summary>
    /// <remarks>It is the <see cref="SseEvent.LastEventId"/> of events until the stream sets another.</remarks>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string LastEventId
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(LastEventId), "Use the empty string for no last event ID.");
    } = "";

    /// <summary>
    /// The most bytes that an event's data may have, together with the line being read. Default: <see cref="DefaultMaxEventBytes"/>.
    /// Range: 1 to 1,000,000,000. <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// The count includes the event's data so far, with an LF between data lines, and the current line: the value of a <c>data</c> line,
    /// the whole of any other line or comment. How the stream is cut into chunks makes no difference. A larger one fails with
    /// <see cref="SseLimitExceededException"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxEventBytes
    {
        get;
        init => field = value is >= 1 and <= HighestMaxEventBytes
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaxEventBytes), value, $"Choose a limit from 1 to {HighestMaxEventBytes} bytes.");
    } = DefaultMaxEventBytes;

    internal static SseParseOptions Default { get; } = new();
}
