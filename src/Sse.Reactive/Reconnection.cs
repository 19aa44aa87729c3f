using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>What a subscription knows across its connections: what an attempt starts from, what was taken in, what follows an end.</summary>
/// <remarks>The decoder is fed, downstream and in step, with the chunks that leave the loop: all between the two is synchronous.</remarks>
internal sealed class Reconnection(IConnector connector, SseOptions options) : IDisposable
{
    /// <summary>A factory that hangs cannot hold up the end of a stream that is over for longer than this.</summary>
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(5);

    private SseSession _session = SseSession.Start(options);
    private ConnectionTelemetry? _telemetry;
    private long _eventsBefore;

    public IConnector Connector => connector;

    public SseOptions Options => options;

    public SseDecoder Decoder { get; } = options.NewDecoder();

    /// <summary>The events dispatched so far, over all connections.</summary>
    public long Events { get; set; }

    /// <summary>Whether there will be no further attempt.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How long until the next attempt, when a connection has ended.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>The latest attempt's; <see langword="null"/> as long as nobody listens.</summary>
    public ConnectionTelemetry? Telemetry => _telemetry ??= Instruments.AreListenedTo ? new(this) : null;

    private string Place => SseUri.Describe(connector.Uri);

    /// <summary>How long the attempt may go on unanswered; <see langword="null"/> for ever, or if it was answered.</summary>
    public TimeSpan? DowntimeLeft => _session.DowntimeLeft(options);

    /// <summary>Begins the next attempt.</summary>
    public SseAttempt NextAttempt()
    {
        var attempt = _session.NextAttempt;
        _session = _session.Attempting();
        _eventsBefore = Events;
        _telemetry = null;
        return attempt;
    }

    /// <summary>The attempt was answered with an event stream.</summary>
    public SseSignal Opened(SseResponse response)
    {
        Telemetry?.Opened();
        _session = _session.Opened(options);
        Log.Opened(options.Logger, Place, _session.Attempt);
        return new SseSignal.Opened(_session.Attempt, response.Uri, response.Headers);
    }

    /// <summary>The attempt went without its last event ID.</summary>
    public SseSignal IdNotSent(string reason)
    {
        Log.IdNotSent(options.Logger, Place, _session.Attempt, reason);
        return new SseSignal.IdNotSent(_session.LastEventId, reason);
    }

    /// <summary>What has come so far was delivered.</summary>
    public void Delivered() => _telemetry?.Delivered();

    /// <summary>What an end leads to: that the next attempt follows after a wait, or that none does; or the error.</summary>
    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SseSignal> EndAsync(Exception cause, CancellationToken cancellationToken)
    {
        var session = _session = _session.Lost(cause, Decoder, Events > _eventsBefore, options);
        Verdict verdict;
        try
        {
            verdict = await JudgeAsync(session, cause, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(error); // the policy's own
            throw;
        }

        Telemetry?.Ended(cause, isRetried: verdict.Decision.Kind == SseDecision.DecisionKind.Wait);
        switch (verdict.Decision.Kind)
        {
            case SseDecision.DecisionKind.Wait:
                Wait = verdict.Decision.Delay;
                LogDisconnected(session, cause);
                return new SseSignal.Disconnected(cause, session.Attempt, Wait);

            case SseDecision.DecisionKind.End:
                HasEnded = true;
                Log.Ended(options.Logger, Place, session.Attempt, Causes.Describe(cause));
                return new SseSignal.Ended(cause);

            default:
                var error = verdict.Reason is { } reason ? new SseConnectionException(connector.Uri, session.Attempt, reason, cause) : cause;
                Log.Failed(options.Logger, error, Place, session.Attempt);
                throw error;
        }
    }

    /// <summary>The subscription ends in an error that is not its connection's: an event past the limit, a selector or a policy that throws.</summary>
    public void Failed(Exception error)
    {
        Telemetry?.Ended(error);
        Log.Failed(options.Logger, error, Place, _session.Attempt);
    }

    /// <summary>The subscription is over.</summary>
    public void Dispose() => _telemetry?.Ended(cause: null);

    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Verdict> JudgeAsync(SseSession session, Exception cause, CancellationToken cancellationToken)
    {
        var verdict = Verdict.On(session, cause, options);
        if (verdict.Decision.Kind != SseDecision.DecisionKind.Wait)
        {
            return verdict;
        }

        using var limit = new Deadline(cancellationToken);
        try
        {
            var asking = Abandonable<bool>.TryStart(
                (connector, session.NextAttempt), static (s, token) => s.connector.MayFollowAsync(s.NextAttempt, token), limit.Token, out var answer);
            if (asking is not null)
            {
                limit.Start(LongestAsking, options.Scheduler, asking.CancelBy);
                answer = asking.Outcome;
            }

            return await answer.ConfigureAwait(false) ? verdict : Verdict.WithoutRepeating(session, cause);
        }
        catch (OperationCanceledException) when (limit.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            return Verdict.WithoutRepeating(session, cause);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(SseDecision.Fail, $"SseOptions.Request, or CanRepeat, failed when asked about the request that would follow ({error.Message})");
        }
    }

    private void LogDisconnected(SseSession session, Exception cause)
    {
        if (session.HasOpened)
        {
            Log.Disconnected(options.Logger, Place, session.Attempt, Causes.Describe(cause), Wait);
        }
        else
        {
            Log.NeverOpened(options.Logger, Place, session.Attempt, Causes.Describe(cause), Wait);
        }
    }
}
