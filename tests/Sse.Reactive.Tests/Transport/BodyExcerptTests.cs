using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>The body of a response that is not an event stream, such as an answer in JSON.</summary>
public class BodyExcerptTests : VirtualTimeTests
{
    [TestCase(100_001, true)]
    [TestCase(100_000, true)]
    [TestCase(99_999, false)]
    [TestCase(4097, false)]
    [TestCase(1, false)]
    public void MaxBodyExcerptBytes_limits_the_body_that_is_kept(int limit, bool isWhole)
    {
        Server.Then(200, new string('x', 100_000)).WithHeader("Content-Type", "application/json");

        var error = (SseResponseException)Run(until: 1, Server.Options with { MaxBodyExcerptBytes = limit }).Error!;

        Assert.That((error.BodyExcerpt.Length, error.HasWholeBody), Is.EqualTo((Math.Min(limit, 100_000), isWhole)));
        Assert.That(error.Message, Has.Length.LessThan(4096 + 300));
    }

    [TestCase(200, "application/json", "{}")]
    [TestCase(202, null, "")]
    public void An_answer_that_the_policy_accepts_is_the_cause_of_the_end(int status, string? type, string body)
    {
        var response = Server.Then(status, body).WithHeader("Mcp-Session-Id", "s1");
        _ = type is null ? response : response.WithHeader("Content-Type", type);
        var options = Server.Options with
        {
            ReconnectPolicy = context => context.Cause is SseResponseException { StatusCode: 200 or 202 }
                ? SseReconnectDecision.Complete
                : SseReconnect.Default(context),
        };

        var seen = Server.Run(Signals(options), until: TimeSpan.FromSeconds(1));

        var answer = (SseResponseException)seen.Values.OfType<SseSignal.Ended>().Single().Cause;
        Assert.That(seen.IsCompleted);
        Assert.That((answer.BodyExcerpt, answer.HasWholeBody), Is.EqualTo((body, true)));
        Assert.That((answer.StatusCode, answer.Headers["mcp-session-id"]), Is.EqualTo((status, "s1")));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1_000_000_001)]
    public void A_limit_outside_its_range_is_refused(int limit) => Assert.That(
        () => new SseOptions { MaxBodyExcerptBytes = limit }, Throws.InstanceOf<ArgumentOutOfRangeException>());
}
