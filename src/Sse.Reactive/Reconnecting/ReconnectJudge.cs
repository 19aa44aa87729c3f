using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// Decides whether a lost connection is followed by another attempt: the policy first, then whether the request is safe to resend, then the
/// limits of the options. A request that is sent only once meets no limit: its clean end completes the sequence. A restart is asked only
/// whether the request is safe to resend.
/// </summary>
internal static class ReconnectJudge
{
    /// <summary>
    /// How long a request factory may take to make the request that would follow. After that, it is treated as not safe to resend.
    /// </summary>
    private static readonly TimeSpan FactoryTimeout = TimeSpan.FromSeconds(5);

    private static SseReconnectDecision Restart { get; } = SseReconnectDecision.RetryAfter(TimeSpan.Zero);

    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<SseReconnectDecision> DecideAsync(
        SseReconnectContext context, ClientSession session, CancellationToken cancellationToken)
    {
        ThrowErrorOf(session.Restarts);
        var decision = IsRestart(context, session) ? Restart : session.Options.ReconnectPolicy(context);
        if (decision.Kind != SseReconnectDecision.DecisionKind.RetryAfter && IsRestart(context, session))
        {
            decision = Restart; // requested by the policy, or while it ran
        }

        if (decision.Kind == SseReconnectDecision.DecisionKind.Fail)
        {
            return FailUnlessResponse(context, "SseOptions.ReconnectPolicy does not retry after this.");
        }

        if (decision.Kind == SseReconnectDecision.DecisionKind.Complete)
        {
            return decision;
        }

        using var timeout = new Deadline(cancellationToken);
        try
        {
            var asking = CancellableWait<bool>.TryStart(
                session, static (s, token) => s.Connector.CanResendAsync(s.NextAttempt, token), timeout.Token, out var answer);
            if (asking is not null)
            {
                // Not on the session's scheduler, whose waits a restart ends.
                timeout.Start(FactoryTimeout, SubscriptionScheduler.For(session.Options.Scheduler, restarts: null), asking.CancelBy);
                answer = asking.Outcome;
            }

            var canResend = await answer.ConfigureAwait(false);
            ThrowErrorOf(session.Restarts);
            return !canResend ? WithoutResending(context)
                : IsRestart(context, session) ? Restart
                : WithinLimits(decision, context, session.Options);
        }
        catch (OperationCanceledException) when (timeout.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            return WithoutResending(context);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error != session.Restarts?.Error)
        {
            return SseReconnectDecision.FailBecause(
                $"SseOptions.RequestFactory or SseOptions.CanResend failed when asked about the next request ({ErrorMessages.Of(error)}).");
        }
    }

    /// <summary>Whether a restart has ended the connection, or was requested since.</summary>
    private static bool IsRestart(SseReconnectContext context, ClientSession session) =>
        context.Cause is SseRestartException || session.Restarts is { IsRequested: true };

    private static void ThrowErrorOf(Restarts? restarts)
    {
        if (restarts?.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private static SseReconnectDecision WithinLimits(SseReconnectDecision decision, SseReconnectContext context, SseOptions options)
    {
        var delay = TimeSpan.FromTicks(Math.Clamp(decision.Delay.Ticks, 0, options.MaxReconnectDelay.Ticks));
        return options switch
        {
            { FailOnFirstAttempt: true } when !context.HasOpened => FailUnlessResponse(
                context, "no attempt has opened a stream yet and SseOptions.FailOnFirstAttempt is set."),
            { MaxConsecutiveFailures: { } limit } when context.ConsecutiveFailures >= limit => SseReconnectDecision.FailBecause(
                $"this was consecutive failure {context.ConsecutiveFailures}, and SseOptions.MaxConsecutiveFailures is {limit}."),
            { MaxDowntime: { } limit } when context.Downtime >= limit || context.Downtime + delay > limit =>
                SseReconnectDecision.FailBecause(
                    $"{Seconds(context.Downtime)} without success and a delay of {Seconds(delay)} "
                    + $"exceed SseOptions.MaxDowntime, {Seconds(limit)}."),
            _ => SseReconnectDecision.RetryAfter(delay),
        };
    }

    /// <summary>As for a single connection: a clean end completes, anything else fails.</summary>
    private static SseReconnectDecision WithoutResending(SseReconnectContext context) =>
        SseReconnect.Never(context).Kind == SseReconnectDecision.DecisionKind.Complete
            ? SseReconnectDecision.Complete
            : FailUnlessResponse(
                context,
                "its request is not safe to resend; set SseOptions.CanResend, "
                + "or let SseOptions.RequestFactory answer with a GET that resumes.");

    /// <summary>A refusal is the sequence's error as it is; any other cause is wrapped together with the reason.</summary>
    private static SseReconnectDecision FailUnlessResponse(SseReconnectContext context, string reason) =>
        context.Cause is SseResponseException ? SseReconnectDecision.Fail : SseReconnectDecision.FailBecause(reason);

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
