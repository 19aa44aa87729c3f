using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive;

/// <summary>How to connect. Immutable, and checked as it is made; one instance may serve any number of connections.</summary>
public sealed partial record SseOptions
{
    /// <summary>What every wait and timeout runs on. Default: <see cref="DefaultScheduler.Instance"/>. A virtual one makes tests exact.</summary>
    /// <exception cref="ArgumentException">It is <see cref="ImmediateScheduler"/> or <see cref="CurrentThreadScheduler"/>, which wait by blocking the thread.</exception>
    public IScheduler Scheduler
    {
        get;
        init => field = value switch
        {
            null => throw new ArgumentNullException(nameof(Scheduler)),
            ImmediateScheduler or CurrentThreadScheduler => throw new ArgumentException(
                $"{value.GetType().Name} cannot wait without blocking. Use DefaultScheduler, or a virtual scheduler in tests.", nameof(Scheduler)),
            _ => value,
        };
    } = DefaultScheduler.Instance;

    /// <summary>What the first attempt resumes after. Default: empty, from wherever the server starts.</summary>
    /// <exception cref="ArgumentException">It holds CR, LF or U+0000.</exception>
    public string LastEventId
    {
        get;
        init => field = FieldValue.RequireLastEventId(value, nameof(LastEventId));
    } = "";

    /// <summary>Where to resume after a crash: loaded by each subscription before its first attempt. Default: <see langword="null"/>.</summary>
    /// <remarks>
    /// If nothing was ever saved to it, <see cref="LastEventId"/> counts. What cannot be loaded is an <see cref="SseCheckpointException"/>, and nothing
    /// is requested. It is only read here: <see cref="SseCheckpointExtensions"/> saves to it what is done.
    /// </remarks>
    public ISseCheckpointStore? CheckpointStore { get; init; }

    /// <summary>
    /// How long a connection may be silent (no byte, not even a comment; the wait for the response included) before it counts as lost.
    /// Default: <see langword="null"/>, for ever. The clock stands still while a subscriber is working. <c>[beyond spec]</c>
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or too long.</exception>
    public TimeSpan? IdleTimeout
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(IdleTimeout));
    }

    /// <summary>
    /// How long a connection may bring no event (comments and the like do not count) before it counts as lost. Default: <see langword="null"/>, for ever.
    /// The clock stands still while a subscriber is working. <c>[beyond spec]</c>
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or too long.</exception>
    public TimeSpan? EventTimeout
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(EventTimeout));
    }

    /// <summary>The most bytes that one event may have; past it the sequence ends in <see cref="SseLimitExceededException"/>. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">See <see cref="SseParseOptions.MaxEventBytes"/>.</exception>
    public int MaxEventBytes
    {
        get => Parse.MaxEventBytes;
        init => Parse = new() { MaxEventBytes = value };
    }

    /// <summary>Where the life of connections is logged. Default: nowhere. A first connection that does not open is a warning.</summary>
    public ILogger Logger
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Logger));
    } = NullLogger.Instance;

    internal static SseOptions Default { get; } = new();

    private SseParseOptions Parse { get; init; } = new();

    internal SseDecoder NewDecoder() => new(Parse with { LastEventId = LastEventId });
}
