using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>The state of one subscription across its connections: attempts, last event ID, retry, failures, events.</summary>
/// <remarks>
/// The decoder runs downstream of the reconnect loop, in step with it: everything between the two is synchronous, so at the end of a
/// connection it holds the last event ID and the reconnection time to resume with.
/// </remarks>
internal sealed class ClientSession(IConnector connector, SseOptions options) : ICancelable
{
    private static readonly TimeSpan None = TimeSpan.MinValue;

    private TimeSpan _nextDelay = None;
    private TimeSpan _openedAt = None;
    private TimeSpan _downSince = options.Scheduler.Elapsed();
    private TimeSpan _lastEventAt = options.Scheduler.Elapsed();
    private long _eventsDelivered;
    private Exception? _latestError;
    private string _lastEventIdBefore = "";
    private int _consecutiveFailures;

    public IConnector Connector => connector;

    public SseOptions Options => options;

    /// <summary><see langword="null"/> if there are none.</summary>
    public Restarts? Restarts { get; } = options.Restart is { } requests ? new(requests, options.Scheduler) : null;

    /// <summary>Runs the waits.</summary>
    public IScheduler Scheduler => SubscriptionScheduler.For(options.Scheduler, Restarts);

    public SseDecoder Decoder { get; } = options.NewDecoder();

    /// <summary>Events dispatched so far, over all connections.</summary>
    public long EventCount { get; set; }

    /// <summary>Whether the subscriber receives comments and other frames too, so that its time may be spent on them.</summary>
    public bool DeliversAllFrames { get; init; }

    /// <summary>The number of the latest attempt; the first is 1.</summary>
    public int AttemptNumber { get; private set; }

    /// <summary>Whether any attempt was answered with an event stream.</summary>
    public bool HasOpened { get; private set; }

    /// <summary>Whether an event stream is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The telemetry of the latest attempt; <see langword="null"/> while no listener is attached.</summary>
    public ConnectionTelemetry? Telemetry { get; set; }

    /// <summary>What was logged of the outage that has begun with the latest loss.</summary>
    public OutageStep ReportedOutage { get; set; }

    /// <summary>Whether it was logged that a connection is open, since the latest step of the outage.</summary>
    public bool HasReportedOpen { get; set; }

    /// <summary>Whether it was ever logged that a connection is open.</summary>
    public bool HasReportedFirstOpen { get; set; }

    /// <summary>Whether it was logged that the events of a checkpointed stream have no IDs.</summary>
    public bool HasReportedMissingIds { get; set; }

    /// <summary>Whether it was logged that the latest connection has received lines that belong to no event.</summary>
    public bool HasReportedIgnoredLines { get; set; }

    /// <summary>The time without success; see <see cref="SseReconnectContext.Downtime"/>.</summary>
    public TimeSpan Downtime => options.Scheduler.Elapsed() - _downSince;

    /// <summary>The time since the last success; zero while a connection is open that is one.</summary>
    public TimeSpan DownFor => IsOpen && IsSuccess(options.Scheduler.Elapsed()) ? TimeSpan.Zero : Downtime;

    /// <summary>The time since the last event, or since the start. Up to date only while the session is observed.</summary>
    public TimeSpan SinceLastEvent => options.Scheduler.Elapsed() - _lastEventAt;

    /// <summary>Whether the subscription is over: it has ended or was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The server's latest <c>retry</c>, at least <see cref="Backoff.MinServerDelay"/>; otherwise the caller's time.</summary>
    private TimeSpan ReconnectionTime =>
        Decoder.ReconnectionTime is not { } retry ? options.ReconnectionTime
        : retry < Backoff.MinServerDelay ? Backoff.MinServerDelay
        : retry;

    /// <summary>The attempt that would follow now.</summary>
    public SseAttempt NextAttempt => new(AttemptNumber + 1, Decoder.LastEventId, _latestError) { Scheduler = options.Scheduler };

    /// <summary>
    /// How long the attempt may remain unanswered within <see cref="SseOptions.MaxDowntime"/>; <see langword="null"/> if unlimited, or if
    /// it was answered.
    /// </summary>
    public TimeSpan? DowntimeLeft
    {
        get
        {
            if (_openedAt != None || options.MaxDowntime is not { } limit)
            {
                return null;
            }

            var left = _downSince + limit - options.Scheduler.Elapsed();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>One connection, pushed.</summary>
    public IObservable<ConnectionItem> Connect() => new ConnectionObservable(new(this));

    /// <summary>One connection, pulled.</summary>
    public IAsyncEnumerable<ConnectionItem> Pull() => ConnectionEnumerable.Pull(new(this));

    /// <summary>
    /// The delay before the next attempt, handed out once for each lost connection; <see langword="null"/> if none follows.
    /// </summary>
    public TimeSpan? NextDelay()
    {
        var delay = _nextDelay;
        _nextDelay = None;
        return delay == None ? null : delay;
    }

    /// <summary>Begins the next attempt.</summary>
    public SseAttempt BeginAttempt()
    {
        var attempt = NextAttempt;
        AttemptNumber = attempt.Number;
        _openedAt = None;
        _lastEventIdBefore = attempt.LastEventId;
        Telemetry = null;
        HasReportedIgnoredLines = false;
        if (options.Sessions is { } sessions && attempt.Number == 1)
        {
            Observe(sessions);
        }

        Restarts?.BeginAttempt();
        return attempt;
    }

    /// <summary>The attempt was answered with an event stream.</summary>
    public void Opened()
    {
        HasOpened = true;
        IsOpen = true;
        _openedAt = options.Scheduler.Elapsed();
    }

    /// <summary>Lists this among the running subscriptions until it is disposed.</summary>
    public void Observe(LiveSessions sessions)
    {
        sessions.Add(this);
        if (IsDisposed)
        {
            sessions.Remove(this);
        }
    }

    /// <summary>All events that have arrived so far were delivered.</summary>
    public void Delivered()
    {
        if (_eventsDelivered != EventCount && (Telemetry is not null || options.Sessions is not null))
        {
            _lastEventAt = options.Scheduler.Elapsed();
        }

        _eventsDelivered = EventCount;
    }

    /// <summary>The connection was lost: updates the counts, and discards an unfinished event.</summary>
    /// <returns>The argument of the reconnect policy.</returns>
    public SseReconnectContext Lost(Exception cause)
    {
        var now = options.Scheduler.Elapsed();
        var isRestart = cause is SseRestartException;
        var isClean = cause is SseStreamClosedException;
        var isPoll = isClean && Decoder.ReconnectionTimeOfStream >= Backoff.MinServerDelay;
        IsOpen = false;
        Delivered();
        if (IsSuccess(now) || isPoll)
        {
            _downSince = now;
            ReportedOutage = OutageStep.None;
            _consecutiveFailures = isClean || isRestart ? 0 : 1;
        }
        else if (!isRestart)
        {
            _consecutiveFailures++;
        }

        var context = new SseReconnectContext(cause)
        {
            AttemptNumber = AttemptNumber,
            LastEventId = Decoder.LastEventId,
            ReconnectionTime = ReconnectionTime,
            HasOpened = HasOpened,
            PreviousError = _latestError,
            ConsecutiveFailures = _consecutiveFailures,
            Downtime = now - _downSince,
        };
        _latestError = cause;
        Decoder.Reset();
        return context with { Delay = Backoff.Delay(context, options) };
    }

    /// <summary>The next attempt follows after a delay.</summary>
    public SseSignal RetryAfter(TimeSpan delay, Exception cause)
    {
        _nextDelay = delay;
        return new SseSignal.Disconnected(AttemptNumber, cause, delay);
    }

    public void Dispose()
    {
        IsDisposed = true;
        Restarts?.Dispose();
        Telemetry?.Ended(cause: null);
        ClientInstruments.Sessions.Remove(this);
        options.Sessions?.Remove(this);
    }

    /// <summary>Whether the connection has moved the last event ID, or has lasted long enough.</summary>
    private bool IsSuccess(TimeSpan now) =>
        Decoder.LastEventId != _lastEventIdBefore || (_openedAt != None && now - _openedAt >= options.BackoffResetAfter);
}
