using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>One subscription's connections, as both loops make them: attempts, and what follows the end of each.</summary>
internal sealed class Reconnection(IConnector connector, SseOptions options, Intake intake) : IDisposable
{
    private SseSession _session = SseSession.Start(options);
    private long _eventsBefore;
    private ConnectionTelemetry? _telemetry;

    private string Place => SseUri.Describe(connector.Uri);

    /// <summary>Whether there will be no further attempt.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The next attempt: the steps of its connection, then how it ended, as an error. A clean end is a lost connection.</summary>
    public IAsyncEnumerable<Step> Attempt()
    {
        var attempt = _session.NextAttempt;
        _session = _session.Attempting();
        _eventsBefore = intake.Events;
        _telemetry = new(connector.Uri, attempt, options, intake);
        return Connection.Steps(connector, attempt, options, intake, _telemetry);
    }

    /// <summary>Takes note of what a connection says.</summary>
    public void Note(Step step)
    {
        switch (step.Signal)
        {
            case SseSignal.Opened opened:
                _session = _session.Opened(options);
                Log.Opened(options.Logger, Place, opened.Attempt);
                break;

            case SseSignal.IdNotSent unsent:
                Log.IdNotSent(options.Logger, Place, _session.Attempt, unsent.Reason);
                break;
        }
    }

    /// <summary>What an end leads to: one signal, that the next attempt follows after a wait or that none does; or the error.</summary>
    public async IAsyncEnumerable<Step> End(Exception cause, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = _session = _session.Lost(cause, intake.Decoder, intake.Events > _eventsBefore, options);
        var verdict = await JudgeAsync(session, cause, cancellationToken).ConfigureAwait(false);
        _telemetry?.Ended(cause, isRetried: verdict.Decision.Kind == SseDecision.DecisionKind.Wait);
        switch (verdict.Decision.Kind)
        {
            case SseDecision.DecisionKind.Wait:
                LogDisconnected(session, cause, verdict.Decision.Delay);
                yield return new(new SseSignal.Disconnected(cause, session.Attempt, verdict.Decision.Delay));
                break;

            case SseDecision.DecisionKind.End:
                HasEnded = true;
                Log.Ended(options.Logger, Place, session.Attempt, cause.Message);
                yield return new(new SseSignal.Ended(cause));
                break;

            default:
                var error = verdict.Reason is { } reason ? new SseConnectionException(connector.Uri, session.Attempt, reason, cause) : cause;
                Log.Failed(options.Logger, error, Place, session.Attempt);
                throw error;
        }
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

        try
        {
            return await connector.MayFollowAsync(session.NextAttempt, cancellationToken).ConfigureAwait(false)
                ? verdict
                : Verdict.WithoutRepeating(session, cause);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(SseDecision.Fail, $"SseOptions.Request failed when asked for the request that would follow ({error.Message})");
        }
    }

    private void LogDisconnected(SseSession session, Exception cause, TimeSpan wait)
    {
        if (session.HasOpened)
        {
            Log.Disconnected(options.Logger, Place, session.Attempt, cause.Message, wait);
        }
        else
        {
            Log.NeverOpened(options.Logger, Place, session.Attempt, cause.Message, wait);
        }
    }
}
