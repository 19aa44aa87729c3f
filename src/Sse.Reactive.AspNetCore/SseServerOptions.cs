using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>How streams are sent. Immutable and validated when set; one instance may serve any number of endpoints.</summary>
public sealed partial record SseServerOptions
{
    /// <summary>
    /// The scheduler of heartbeats, timeouts and the spread of a shutdown. Default: <see cref="DefaultScheduler.Instance"/>. Tests use a
    /// virtual-time scheduler.
    /// </summary>
    /// <exception cref="ArgumentException">It is <see cref="ImmediateScheduler"/>, which would wait by blocking.</exception>
    public IScheduler Scheduler
    {
        get;
        init => field = value switch
        {
            null => throw new ArgumentNullException(nameof(Scheduler)),
            ImmediateScheduler => throw new ArgumentException(
                "ImmediateScheduler cannot wait without blocking. Use DefaultScheduler, or a virtual scheduler in tests.",
                nameof(Scheduler)),
            _ => value,
        };
    } = DefaultScheduler.Instance;

    /// <summary>
    /// The silence after which a <see cref="Heartbeat"/> is sent, so that proxies keep the connection open and a vanished client is
    /// noticed. Default: 15 s; <see langword="null"/> sends none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 49 days.</exception>
    public TimeSpan? HeartbeatInterval
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(HeartbeatInterval));
    } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// What a stream begins with, unless that is a <c>retry</c> (<see cref="ReconnectionTime"/>), and what is sent after each
    /// <see cref="HeartbeatInterval"/> of silence. Default: <see cref="SseHeartbeat.Comment"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the values of the type.</exception>
    public SseHeartbeat Heartbeat
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Heartbeat), value, "Choose Comment or BlankLine.");
    }

    /// <summary>
    /// How long a client may read nothing while bytes wait for it; then its connection is reset. Default: 30 s.
    /// </summary>
    /// <remarks>
    /// <para>Two timeouts enforce it. A timer covers bytes that the server's buffers do not accept. They accept more in steps, so a client
    /// that reads less than about 512 KiB within this time may be reset although it never pauses: by default, below 17 KiB/s. Over HTTP/2
    /// and HTTP/3, bytes leave only if the client's flow control allows it. Clients report what they have read in steps, of up to half of
    /// their window, and must do so within this time.</para>
    /// <para>TCP's own user timeout covers bytes that a client never acknowledges or does not accept, where the platform supports it
    /// (Linux, Windows and macOS, HTTP/1.1 and HTTP/2 over TCP): a client that vanished is noticed within <see cref="HeartbeatInterval"/>
    /// plus this time.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 49 days.</exception>
    public TimeSpan WriteTimeout
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(WriteTimeout));
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The <c>retry</c> sent at the start of each stream: how long the client waits before it reconnects. Default: <see langword="null"/>,
    /// which sends none at the start.
    /// </summary>
    /// <remarks>
    /// Where many streams may end together, each ends with a random <c>retry</c>, so that the clients do not return together: between this
    /// time (otherwise 3 s) and twice this time if the source fails, the topic ends, the client is too slow or its authentication expires.
    /// For a stopping application see <see cref="ShutdownSpread"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan? ReconnectionTime
    {
        get;
        init => field = value is { } time ? TimerDuration.NotNegative(time, nameof(ReconnectionTime)) : null;
    }

    /// <summary>
    /// How many messages may be queued for one client. Default: 1,024. Clients share the bytes of a message: a queued message costs a
    /// client 8 to 16 bytes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 2.</exception>
    public int MaxQueuedMessages
    {
        get;
        init => field = value > 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxQueuedMessages), value, "Choose at least 2 messages.");
    } = 1024;

    /// <summary>How many bytes of messages may be queued for one client; the last message may exceed it. Default: 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxQueuedBytes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxQueuedBytes), value, "Choose a positive number of bytes.");
    } = 1024 * 1024;

    /// <summary>What happens when either limit is exceeded. Default: <see cref="SseOverflowPolicy.Disconnect"/>.</summary>
    public SseOverflowPolicy Overflow
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Overflow));
    } = SseOverflowPolicy.Disconnect;

    /// <summary>
    /// The period over which streams end when the application stops: each at a random moment, with a random <c>retry</c>, so that clients
    /// do not all reconnect at once. Default: 5 s. At most half of the host's shutdown timeout is used.
    /// </summary>
    /// <remarks>
    /// A stream whose request arrives meanwhile is opened, and ends in the same way. If its client would not return after such an end, as
    /// after a POST, the answer is 503, with a <c>Retry-After</c> of 1 s plus a random part of this time. In development, zero lets the
    /// application stop at once.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan ShutdownSpread
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(ShutdownSpread));
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a request waits for its source after its stream has ended: until <c>Subscribe</c> has returned and the subscription was
    /// disposed of, or the enumerator of an async sequence was. Default: 5 s; zero does not wait.
    /// </summary>
    /// <remarks>
    /// So a source may use the request's <c>HttpContext</c> and its scoped services until it has ended. The client does not wait: it has
    /// already received the end of its stream. A source that still runs after that time is logged as a warning, and the request ends
    /// without it. When the application stops, a request waits until at most 2 s after <see cref="ShutdownSpread"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan SourceStopTimeout
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(SourceStopTimeout));
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a stream may last; then it closes cleanly and the client reconnects, possibly to another server. Up to a quarter is added
    /// at random. Default: <see langword="null"/> (unlimited).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 39 days.</exception>
    public TimeSpan? MaxConnectionAge
    {
        get;
        init => field = value is not { } time ? null
            : time <= TimerDuration.Max / 1.25 ? TimerDuration.Positive(time, nameof(MaxConnectionAge))
            : throw new ArgumentOutOfRangeException(nameof(MaxConnectionAge), value, "Choose at most 39 days.");
    }

    /// <summary>
    /// Whether a stream ends when the authentication of its request expires: at <c>ExpiresUtc</c> of the ticket, which cookie and bearer
    /// authentication set. The client reconnects, and is refused unless it has authenticated again. Default: <see langword="false"/>: a
    /// stream that was authorized goes on, as in SignalR.
    /// </summary>
    /// <remarks>
    /// It needs the authentication middleware (<c>UseAuthentication</c>, or an authorization policy with schemes), and has no effect
    /// without an expiry. A handler that accepts expired tickets for some minutes (bearer authentication allows for clocks that differ)
    /// would let a client reconnect at once, again and again: set its <c>ClockSkew</c> to zero.
    /// </remarks>
    public bool CloseOnAuthenticationExpiration { get; init; }

    /// <summary>
    /// The source of randomness. Default: <see cref="Random.Shared"/>. A seeded one makes random times repeatable. Access is synchronized.
    /// </summary>
    public Random Random
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Random));
    } = Random.Shared;

    /// <summary>A random time from zero to the given one.</summary>
    internal TimeSpan RandomPartOf(TimeSpan time)
    {
        lock (Random)
        {
            return time * Random.NextDouble();
        }
    }
}
