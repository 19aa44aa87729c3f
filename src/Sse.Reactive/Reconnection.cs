using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>One subscription's connections, as both loops make them: attempts, and what follows the end of each.</summary>
internal sealed class Reconnection(IConnector connector, SseOptions options, Intake intake)
{
    private SseSession _session = SseSession.Start(options);
    private long _eventsBefore;

    /// <summary>Whether there will be no further attempt.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The next attempt: the steps of its connection, then how it ended, as an error. A clean end is a lost connection.</summary>
    public IAsyncEnumerable<Step> Attempt()
    {
        var attempt = _session.NextAttempt;
        _session = _session.Attempting();
        _eventsBefore = intake.Events;
        return Connection.Steps(connector, attempt, options, intake);
    }

    /// <summary>Takes note of what a connection says.</summary>
    public void Note(Step step)
    {
        if (step.Signal is SseSignal.Opened)
        {
            _session = _session.Opened(options);
        }
    }

    /// <summary>What an end leads to: one signal, that the next attempt follows after a wait or that none does; or the error.</summary>
    public async IAsyncEnumerable<Step> End(Exception cause, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = _session = _session.Lost(cause, intake.Decoder, intake.Events > _eventsBefore, options);
        var verdict = Verdict.On(session, cause, options);
        if (verdict.Decision.Kind == SseDecision.DecisionKind.Wait
            && !await connector.MayFollowAsync(session.NextAttempt, cancellationToken).ConfigureAwait(false))
        {
            verdict = Verdict.WithoutRepeating(session, cause);
        }

        switch (verdict.Decision.Kind)
        {
            case SseDecision.DecisionKind.Wait:
                yield return new(new SseSignal.Disconnected(cause, session.Attempt, verdict.Decision.Delay));
                break;

            case SseDecision.DecisionKind.End:
                HasEnded = true;
                yield return new(new SseSignal.Ended(cause));
                break;

            default:
                throw verdict.Reason is { } reason ? new SseConnectionException(connector.Uri, session.Attempt, reason, cause) : cause;
        }
    }
}
