namespace Sse.Reactive.Tests;

/// <summary>Which status an event stream may have: 200 for a GET, any 2xx with a body for another method.</summary>
public class ResponseStatusTests : HttpTests
{
    [TestCase(200)]
    [TestCase(201)]
    [TestCase(202)]
    [TestCase(206)]
    [TestCase(299)]
    public void A_POST_may_be_answered_with_any_2xx(int status)
    {
        Server.Then(status, "data: a\n\n").WithHeader("Content-Type", "text/event-stream");

        Run(Options(_ => Post()), until: 10).ToBe("(a|)");
    }

    [TestCase(204)]
    [TestCase(205)]
    [TestCase(300)]
    [TestCase(404)]
    public void A_POST_with_another_status_is_refused(int status)
    {
        Server.Then(status, "data: a\n\n").WithHeader("Content-Type", "text/event-stream");

        var seen = Run(Options(_ => Post()) with { ReconnectPolicy = SseReconnect.Standard }, until: 10);

        Assert.That(((SseResponseException)seen.Error!).Reason, Is.EqualTo(SseDisconnectReason.Status));
    }

    [Test]
    public void A_POST_with_status_201_and_another_content_type_is_refused_with_both()
    {
        Server.Then(201, "{}").WithHeader("Content-Type", "application/json");

        var error = (SseResponseException)Run(Options(_ => Post()), until: 10).Error!;

        Assert.That(error.Message, Does.Contain("with status 201 and content type 'application/json' instead of text/event-stream."));
    }

    [TestCase(205, "with status 205 (Reset Content), which has no content.")]
    [TestCase(304, "with status 304 (Not Modified), which has no content.")]
    [TestCase(300, "with status 300 instead of 200.")]
    [TestCase(302, "with status 302, a redirect without a Location header.")]
    public void A_refusal_says_what_its_status_means(int status, string meaning)
    {
        Server.Then(status, "").WithHeader("Content-Type", "text/event-stream");

        var error = (SseResponseException)Run(Options(_ => Post()), until: 10).Error!;

        Assert.That(error.Message, Does.Contain(meaning));
    }

    [Test]
    public void A_refusal_has_the_headers_of_the_response_and_of_its_content()
    {
        Server.Then(404, "").WithHeader("X-Key", "k").WithHeader("Content-Type", "text/plain");

        var headers = ((SseResponseException)Run(Options(_ => new()), until: 10).Error!).Headers;

        Assert.That((headers["x-key"], headers["content-type"]), Is.EqualTo(("k", "text/plain")));
        Assert.That((headers.ContainsKey("x-key"), headers.ContainsKey("content-type")), Is.EqualTo((true, true)));
        Assert.That((headers.ContainsKey("X-Other"), headers.TryGetValue("X-Other", out _)), Is.EqualTo((false, false)));
        Assert.That(
            () => headers["X-Other"], Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("The response has no header 'X-Other'."));
        Assert.That(headers.Keys, Is.SupersetOf(new[] { "X-Key", "Content-Type" }));
        Assert.That(headers.Values, Is.SupersetOf(new[] { "k", "text/plain" }));
        Assert.That(headers, Is.EquivalentTo(headers.Keys.Zip(headers.Values, KeyValuePair.Create)));
        Assert.That(headers, Has.Count.EqualTo(headers.Keys.Count()));
    }

    [TestCase(201)]
    [TestCase(206)]
    public void A_GET_with_a_status_other_than_200_is_refused(int status)
    {
        Server.Then(status, "data: a\n\n").WithHeader("Content-Type", "text/event-stream");

        var error = (SseResponseException)Run(Options(_ => new()), until: 10).Error!;

        Assert.That((error.StatusCode, error.Reason), Is.EqualTo((status, SseDisconnectReason.Status)));
    }
}
