
namespace Sse.Reactive;

/// <summary>What follows the end of a connection; and where that is an error, on whose word, or nothing if the cause says all itself.</summary>
internal readonly record struct Verdict(SseReconnectDecision Decision, string? Reason = null)
{
    /// <summary>The policy's decision, within the bounds that hold for every policy.</summary>
    public static Verdict On(SseReconnectContext session, Exception cause, SseOptions options)
    {
        var decision = options.ReconnectPolicy(session, cause);
        if (decision.Kind != SseReconnectDecision.DecisionKind.RetryAfter)
        {
            return new(decision, ReasonUnlessResponse(cause, "the policy (SseOptions.ReconnectPolicy) does not try again after that"));
        }

        var wait = TimeSpan.FromTicks(Math.Clamp(decision.Delay.Ticks, 0, options.MaxReconnectDelay.Ticks));
        return options switch
        {
            { FailOnFirstAttempt: true } when !session.HasOpened =>
                new(SseReconnectDecision.Fail, ReasonUnlessResponse(cause, "nothing has ever opened, and SseOptions.FailOnFirstAttempt makes that an error")),
            { MaxConsecutiveFailures: { } limit } when session.ConsecutiveFailures >= limit =>
                new(SseReconnectDecision.Fail, $"it is failure {session.ConsecutiveFailures} in a row, and SseOptions.MaxConsecutiveFailures is {limit}"),
            { MaxDowntime: { } limit } when session.Downtime >= limit || session.Downtime + wait > limit =>
                new(SseReconnectDecision.Fail, $"{Seconds(session.Downtime)} without success and the wait of {Seconds(wait)} go past SseOptions.MaxDowntime, {Seconds(limit)}"),
            _ => new(SseReconnectDecision.RetryAfter(wait)),
        };
    }

    /// <summary>The verdict where another attempt would repeat what must not be repeated: as for a single connection.</summary>
    public static Verdict WithoutRepeating(SseReconnectContext session, Exception cause) => new(
        SseReconnect.Never(session, cause),
        ReasonUnlessResponse(cause, "its request is not safe to repeat. Let SseOptions.RequestFactory answer with a GET that resumes, or SseOptions.CanResend allow it"));

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    private static string? ReasonUnlessResponse(Exception cause, string reason) => cause is SseResponseException ? null : reason;
}
