using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>What a subscription knows across its connections: what an attempt starts from, what was taken in, what follows an end.</summary>
/// <remarks>The decoder is fed, downstream and in step, with the chunks that leave the loop: all between the two is synchronous.</remarks>
internal sealed class Reconnection(IConnector connector, SseOptions options) : IDisposable
{
    /// <summary>A factory that hangs cannot hold up the end of a stream that is over for longer than this.</summary>
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(5);

    private SseReconnectContext _session = SseReconnectContext.Start(options);
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
    public ConnectionTelemetry? Telemetry => _telemetry ??= ClientInstruments.AreListenedTo ? new(this) : null;

    private string Place => RedactedUri.Describe(connector.Uri);

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
        ClientLog.Opened(options.Logger, Place, _session.AttemptNumber);
        return new SseSignal.Opened(_session.AttemptNumber, response.Uri, response.Headers);
    }

    /// <summary>The attempt went without its last event ID.</summary>
    public SseSignal LastEventIdOmitted(string reason)
    {
        ClientLog.LastEventIdOmitted(options.Logger, Place, _session.AttemptNumber, reason);
        return new SseSignal.LastEventIdOmitted(_session.LastEventId, reason);
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

        Telemetry?.Ended(cause, isRetried: verdict.Decision.Kind == SseReconnectDecision.DecisionKind.RetryAfter);
        switch (verdict.Decision.Kind)
        {
            case SseReconnectDecision.DecisionKind.RetryAfter:
                Wait = verdict.Decision.Delay;
                LogDisconnected(session, cause);
                return new SseSignal.Disconnected(cause, session.AttemptNumber, Wait);

            case SseReconnectDecision.DecisionKind.Complete:
                HasEnded = true;
                ClientLog.Ended(options.Logger, Place, session.AttemptNumber, FailureText.Describe(cause));
                return new SseSignal.Ended(cause);

            default:
                var error = verdict.Reason is { } reason ? new SseConnectionException(connector.Uri, session.AttemptNumber, reason, cause) : cause;
                ClientLog.Failed(options.Logger, error, Place, session.AttemptNumber);
                throw error;
        }
    }

    /// <summary>The subscription ends in an error that is not its connection's: an event past the limit, a selector or a policy that throws.</summary>
    public void Failed(Exception error)
    {
        Telemetry?.Ended(error);
        ClientLog.Failed(options.Logger, error, Place, _session.AttemptNumber);
    }

    /// <summary>The subscription is over.</summary>
    public void Dispose() => _telemetry?.Ended(cause: null);

    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Verdict> JudgeAsync(SseReconnectContext session, Exception cause, CancellationToken cancellationToken)
    {
        var verdict = Verdict.On(session, cause, options);
        if (verdict.Decision.Kind != SseReconnectDecision.DecisionKind.RetryAfter)
        {
            return verdict;
        }

        using var limit = new Deadline(cancellationToken);
        try
        {
            var asking = CancellableWait<bool>.TryStart(
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
            return new(SseReconnectDecision.Fail, $"SseOptions.RequestFactory, or CanResend, failed when asked about the request that would follow ({error.Message})");
        }
    }

    private void LogDisconnected(SseReconnectContext session, Exception cause)
    {
        if (session.HasOpened)
        {
            ClientLog.Disconnected(options.Logger, Place, session.AttemptNumber, FailureText.Describe(cause), Wait);
        }
        else
        {
            ClientLog.NeverOpened(options.Logger, Place, session.AttemptNumber, FailureText.Describe(cause), Wait);
        }
    }
}
