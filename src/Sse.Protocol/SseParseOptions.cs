namespace Sse.Protocol;

/// <summary>How a stream is parsed. Immutable; one instance may serve any number of streams.</summary>
public sealed record SseParseOptions
{
    /// <summary>The default of <see cref="MaxEventBytes"/>: 16 MiB.</summary>
    public const int DefaultMaxEventBytes = 16 * 1024 * 1024;

    private const int HighestMaxEventBytes = 1_000_000_000; // a string holds about 2^30 characters

    /// <summary>The last event ID that the stream starts with, as after a reconnect (HTML 9.2.2, 9.2.6: the buffer that a new connection goes on with). Default: empty.</summary>
    public string LastEventId
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(LastEventId), "Use the empty string for no last event ID.");
    } = "";

    /// <summary>
    /// The most bytes that an event's data may have, and the most that may be held for an unfinished line or a
    /// comment together with it. Default: <see cref="DefaultMaxEventBytes"/>. Range: 1 to 1,000,000,000.
    /// </summary>
    /// <remarks>
    /// Counted are the data collected so far, its joining LFs, and the current line: a <c>data</c> line by its value, any other
    /// by its length. The verdict does not depend on how the stream is cut into chunks. <c>[beyond spec]</c>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxEventBytes
    {
        get;
        init => field = value is >= 1 and <= HighestMaxEventBytes
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxEventBytes), value, $"Choose a limit from 1 to {HighestMaxEventBytes} bytes.");
    } = DefaultMaxEventBytes;

    internal static SseParseOptions Default { get; } = new();
}
