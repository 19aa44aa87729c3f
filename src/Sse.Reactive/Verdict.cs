
namespace Sse.Reactive;

/// <summary>What follows the end of a connection; and where that is an error, on whose word, or nothing if the cause says all itself.</summary>
internal readonly record struct Verdict(SseDecision Decision, string? Reason = null)
{
    /// <summary>The policy's decision, within the bounds that hold for every policy.</summary>
    public static Verdict On(SseSession session, Exception cause, SseOptions options)
    {
        var decision = options.Reconnect(session, cause);
        if (decision.Kind != SseDecision.DecisionKind.Wait)
        {
            return new(decision, ReasonUnlessResponse(cause, "the policy (SseOptions.Reconnect) does not try again after that"));
        }

        var wait = TimeSpan.FromTicks(Math.Clamp(decision.Delay.Ticks, 0, options.MaxReconnectionTime.Ticks));
        return options switch
        {
            { FailFast: true } when !session.HasOpened =>
                new(SseDecision.Fail, ReasonUnlessResponse(cause, "nothing has ever opened, and SseOptions.FailFast makes that an error")),
            { MaxFailures: { } limit } when session.Failures >= limit =>
                new(SseDecision.Fail, $"it is failure {session.Failures} in a row, and SseOptions.MaxFailures is {limit}"),
            { MaxDowntime: { } limit } when session.Downtime >= limit || session.Downtime + wait > limit =>
                new(SseDecision.Fail, $"{Seconds(session.Downtime)} without success and the wait of {Seconds(wait)} go past SseOptions.MaxDowntime, {Seconds(limit)}"),
            _ => new(SseDecision.Wait(wait)),
        };
    }

    /// <summary>The verdict where another attempt would repeat what must not be repeated: as for a single connection.</summary>
    public static Verdict WithoutRepeating(SseSession session, Exception cause) => new(
        SseReconnect.Never(session, cause),
        ReasonUnlessResponse(cause, "its request is not safe to repeat. Let SseOptions.Request answer with a GET that resumes, or SseOptions.CanRepeat allow it"));

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    private static string? ReasonUnlessResponse(Exception cause, string reason) => cause is SseResponseException ? null : reason;
}
