using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive;

/// <summary>The options of a connection. Each property validates its value when it is set.</summary>
/// <remarks>Immutable and thread-safe: one instance can be used for any number of connections. Change a copy with <c>with</c>.</remarks>
/// <example>
/// <code>
/// var options = new SseOptions
/// {
///     LastEventId = "42",                       // resume after this event
///     IdleTimeout = TimeSpan.FromMinutes(1),    // reconnect if the server is silent for longer
///     MaxConsecutiveFailures = 10,              // then fail with SseConnectionException
///     Headers = new Dictionary&lt;string, string&gt; { ["Authorization"] = $"Bearer {token}" },
///     Logger = loggerFactory.CreateLogger("feed"),
/// };
/// using var subscription = SseObservable.Connect(uri, options).Subscribe(
///     e => Console.WriteLine(e.Data),
///     error => Console.WriteLine(error.Message));
/// </code>
/// </example>
public sealed partial record SseOptions
{
    /// <summary>Runs all delays and timeouts. Default: <see cref="DefaultScheduler.Instance"/>. Use a virtual scheduler in tests.</summary>
    /// <remarks>
    /// A scheduler that can be disposed of, such as <see cref="EventLoopScheduler"/>, must outlive the subscription, which otherwise fails
    /// with an <see cref="ObjectDisposedException"/> that names this option.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The value is <see cref="ImmediateScheduler"/> or <see cref="CurrentThreadScheduler"/>, which would block the thread to wait.
    /// </exception>
    public IScheduler Scheduler
    {
        get;
        init => field = value switch
        {
            null => throw new ArgumentNullException(nameof(Scheduler)),
            ImmediateScheduler or CurrentThreadScheduler => throw new ArgumentException(
                $"{value.GetType().Name} blocks the thread to wait. Use DefaultScheduler, or a virtual scheduler in tests.",
                nameof(Scheduler)),
            _ => value,
        };
    } = DefaultScheduler.Instance;

    /// <summary>The ID after which the first attempt resumes. Default: empty (the server decides where to start).</summary>
    /// <exception cref="ArgumentException">The value contains CR, LF or U+0000.</exception>
    public string LastEventId
    {
        get;
        init => field = FieldValue.RequireLastEventId(value, nameof(LastEventId));
    } = "";

    /// <summary>A store from which each subscription loads the ID to resume after, before its first attempt. Default: none.</summary>
    /// <remarks>
    /// If nothing was ever saved to the store, <see cref="LastEventId"/> is used. If the load fails, the sequence fails with
    /// <see cref="SseCheckpointException"/>, and no request is sent. The client only loads from the store: use
    /// <see cref="SseCheckpointExtensions.CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/> to save to it.
    /// </remarks>
    public ISseCheckpointStore? CheckpointStore { get; init; }

    /// <summary>
    /// The longest silence before a connection is considered lost. Any byte resets it, also that of a comment. It includes the wait for the
    /// response. Default: <see langword="null"/> (unlimited). <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>Time that a subscriber takes is not counted. The cause of the loss is a <see cref="TimeoutException"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 49 days.</exception>
    public TimeSpan? IdleTimeout
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(IdleTimeout));
    }

    /// <summary>
    /// The longest time without an event before a connection is considered lost. Comments do not reset it. It includes the wait for the
    /// response. Default: <see langword="null"/> (unlimited). <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>Time that a subscriber takes is not counted. The cause of the loss is a <see cref="TimeoutException"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 49 days.</exception>
    public TimeSpan? EventTimeout
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(EventTimeout));
    }

    /// <summary>
    /// The largest event, in bytes. A larger one ends the sequence in <see cref="SseLimitExceededException"/>. Default: 16 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is invalid for <see cref="SseParseOptions.MaxEventBytes"/>.</exception>
    public int MaxEventBytes
    {
        get => Parse.MaxEventBytes;
        init => Parse = new() { MaxEventBytes = value };
    }

    /// <summary>
    /// Whether responses with any content type, or with none, are read as event streams. Default: <see langword="false"/> (only
    /// <c>text/event-stream</c>, as HTML 9.2.3 requires). <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// For servers that send a wrong content type. A page of HTML or an error in JSON is then an event stream without events: the client
    /// reads it to its end and reconnects.
    /// </remarks>
    public bool AcceptAnyContentType { get; init; }

    /// <summary>Receives the log messages of connections. Default: none. docs/telemetry.md lists them.</summary>
    public ILogger Logger
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Logger));
    } = NullLogger.Instance;

    /// <summary>Whether <see cref="LastEventId"/> was loaded from a store.</summary>
    internal bool IsCheckpointed { get; init; }

    /// <summary>Lists the running subscriptions; <see langword="null"/> if they are not listed.</summary>
    internal LiveSessions? Sessions { get; init; }

    internal static SseOptions Default { get; } = new();

    private SseParseOptions Parse { get; init; } = new();

    internal SseDecoder NewDecoder() => new(Parse with { LastEventId = LastEventId });
}
