using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>How streams are sent. Immutable, and checked as it is made; one instance may serve any number of endpoints.</summary>
public sealed record SseServerOptions
{
    /// <summary>What heartbeats, timeouts and the spread of a shutdown run on. Default: <see cref="DefaultScheduler.Instance"/>. A virtual one makes tests exact.</summary>
    /// <exception cref="ArgumentException">It is <see cref="ImmediateScheduler"/>, which would wait by blocking.</exception>
    public IScheduler Scheduler
    {
        get;
        init => field = value switch
        {
            null => throw new ArgumentNullException(nameof(Scheduler)),
            ImmediateScheduler => throw new ArgumentException(
                "ImmediateScheduler cannot wait without blocking. Use DefaultScheduler, or a virtual scheduler in tests.", nameof(Scheduler)),
            _ => value,
        };
    } = DefaultScheduler.Instance;

    /// <summary>After how long a silence a comment is sent, so that proxies keep the connection and a client that is gone is noticed. Default: 15 s. Null: never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 49 days.</exception>
    public TimeSpan? HeartbeatInterval
    {
        get;
        init => field = TimerDuration.PositiveOrNull(value, nameof(HeartbeatInterval));
    } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may take no bytes at all while some wait for it; past it the connection is reset. Default: 30 s.
    /// </summary>
    /// <remarks>
    /// Two clocks keep it: ours, on what the server's buffers refuse (at most 64 KiB each time, so slower than 2 KiB/s is too slow), and, where the platform lets us
    /// (Linux, Windows and macOS, HTTP/1.1 and HTTP/2 over TCP), TCP's own, on what was sent and never acknowledged: a client that vanished without a word is found
    /// at most a heartbeat and this after.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 49 days.</exception>
    public TimeSpan WriteTimeout
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(WriteTimeout));
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The <c>retry</c> that each connection begins with: how long the client waits before it comes back. Default: null, none is sent, but for 3 s after an error of the observable.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan? ReconnectionTime
    {
        get;
        init => field = value is { } time ? TimerDuration.NotNegative(time, nameof(ReconnectionTime)) : null;
    }

    /// <summary>How many messages may wait for one client. Default: 1,024. The bytes are shared by all clients: a message that waits costs a client 8 to 16 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 2.</exception>
    public int MaxQueuedMessages
    {
        get;
        init => field = value > 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxQueuedMessages), value, "Choose at least 2 messages.");
    } = 1024;

    /// <summary>How many bytes of messages may wait for one client; the last of them may go past it. Default: 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxQueuedBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxQueuedBytes), value, "Choose a positive number of bytes.");
    } = 1024 * 1024;

    /// <summary>What happens when either is exceeded. Default: <see cref="SseOverflowPolicy.Disconnect"/>.</summary>
    public SseOverflowPolicy Overflow
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Overflow));
    } = SseOverflowPolicy.Disconnect;

    /// <summary>How many connections there may be, counted by that object: options that hold the same one share its limits. Default: <see langword="null"/>, any number.</summary>
    public SseConnectionLimits? Limits { get; init; }

    /// <summary>
    /// Over how long a time the streams end when the application stops, each at a moment by chance and with a <c>retry</c> by chance, so that the clients do not all come
    /// back at once. Default: 5 s; never more than half of the host's shutdown timeout.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan ShutdownSpread
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(ShutdownSpread));
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection may last; then it ends in good order, and the client comes back (to another server, if that is the point). Up to a quarter is added by chance.
    /// Default: null, for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 39 days.</exception>
    public TimeSpan? MaxConnectionAge
    {
        get;
        init => field = value is { } time
            ? time <= TimerDuration.Max / 1.25
                ? TimerDuration.Positive(time, nameof(MaxConnectionAge))
                : throw new ArgumentOutOfRangeException(nameof(MaxConnectionAge), value, "Choose at most 39 days.")
            : null;
    }

    /// <summary>Where chance comes from. Default: <see cref="Random.Shared"/>. One made with a seed makes it repeatable; it is locked while asked.</summary>
    public Random Random
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Random));
    } = Random.Shared;

    internal static SseServerOptions Default { get; } = new();

    /// <summary>A part of a time, by chance.</summary>
    internal TimeSpan PartOf(TimeSpan time)
    {
        lock (Random)
        {
            return time * Random.NextDouble();
        }
    }
}
