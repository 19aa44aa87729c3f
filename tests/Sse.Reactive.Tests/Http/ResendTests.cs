using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.CanResend"/>: which requests are sent again.</summary>
public class ResendTests : HttpTests
{
    [Test]
    public void A_POST_whose_stream_ends_cleanly_completes()
    {
        Server.Connection("(a|)");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("(a|)");
        Assert.That(Requests, Is.EqualTo(new[] { $"POST {Uri} question" }));
    }

    [Test]
    public void A_POST_whose_stream_ends_cleanly_completes_whatever_the_limit_of_failures()
    {
        Server.Connection("(a|)");

        Run(Options(_ => Post()) with { MaxConsecutiveFailures = 1 }, until: 100).ToBe("(a|)");
    }

    [Test]
    public void A_pulled_POST_whose_stream_ends_cleanly_completes()
    {
        Server.Connection("(a|)");

        Server.Expect(SseAsyncEnumerable.Connect(Uri, Options(_ => Post()))).ToBe("(a|)");
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_POST_whose_stream_breaks_fails_and_is_not_sent_again()
    {
        Server.Connection("(a#)");

        var seen = Run(Options(_ => Post()), until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Assert.That(seen.Error, Is.TypeOf<SseConnectionException>());
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
        Assert.That(seen.Error!.Message, Does.EndWith(
            " Attempt 1 to http://example.test/events was not retried: its request is not safe to resend; set SseOptions.CanResend, or let "
            + "SseOptions.RequestFactory answer with a GET that resumes."));
    }

    [Test]
    public void A_POST_that_may_have_been_sent_is_not_sent_again()
    {
        Server.Refuse(new HttpRequestException(HttpRequestError.ResponseEnded));

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("#");
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Assert.That(seen.Error!.InnerException, Is.TypeOf<HttpRequestException>());
    }

    [TestCase(HttpRequestError.ConnectionError)]
    [TestCase(HttpRequestError.NameResolutionError)]
    [TestCase(HttpRequestError.SecureConnectionError)]
    [TestCase(HttpRequestError.ProxyTunnelError)]
    [NotForNetStandard("Its exceptions have no HttpRequestError; the client derives it from the inner exceptions.")]
    public void A_POST_that_cannot_have_been_sent_is_retried(HttpRequestError error)
    {
        Server.Refuse(new HttpRequestException(error)).Connection("(a|)");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("---(a|)");
    }

    [TestCase("PROPFIND")]
    [TestCase("REPORT")]
    [TestCase("SEARCH")]
    [TestCase("QUERY")]
    [TestCase("PUT")]
    public void Another_safe_or_idempotent_method_is_sent_again(string method)
    {
        Server.Connection("(a|)").Then(204);

        Run(Options(_ => new(new(method), Uri)), until: 100).ToBe("a--|");
    }

    [Test]
    public void A_refused_POST_fails_with_the_response()
    {
        Server.Then(429, """{"error":"slow down"}""");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("#");
        var error = (SseResponseException)seen.Error!;
        Assert.That((error.StatusCode, error.BodyExcerpt), Is.EqualTo((429, """{"error":"slow down"}""")));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void CanResend_allows_another_POST()
    {
        Server.Then(429).Connection("(a#)");

        var options = Options(_ => Post()) with
        {
            CanResend = (request, attempt) => request.Method == HttpMethod.Post && attempt.Previous is SseResponseException,
        };

        var seen = Run(options, until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void A_GET_can_resume_a_POST()
    {
        Server
            .Connection("(a#)", ('a', new SseEvent("a", LastEventId: "1")))
            .Connection("(b#)", ('b', new SseEvent("b", LastEventId: "2")))
            .Then(204);

        var seen = Run(Options(attempt => attempt.LastEventId.Length > 0 ? new(HttpMethod.Get, "/answers/9") : Post()), until: 100);

        Assert.That(Requests, Is.EqualTo(new[]
        {
            $"POST {Uri} question", "GET http://example.test/answers/9", "GET http://example.test/answers/9",
        }));
        Assert.That(Server.Attempts.Skip(1).Select(a => a.Headers["Last-Event-ID"]), Is.EqualTo(new[] { "1", "2" }));
        seen.ToBe("a--b--|", ('a', new SseEvent("a", LastEventId: "1")), ('b', new SseEvent("b", LastEventId: "2")));
    }

    [Test]
    public void A_factory_that_fails_for_the_next_request_ends_the_sequence()
    {
        Server.Connection("(a#)");

        var seen = Run(Options(attempt => attempt.Number == 1 ? Post() : throw new HttpRequestException("no token")), until: 100);

        Assert.That(
            seen.Error!.Message,
            Does.EndWith(": SseOptions.RequestFactory or SseOptions.CanResend failed when asked about the next request (no token)."));
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void An_idempotent_request_is_sent_again()
    {
        Server.Connection("(a#)").Connection("(b#)").Then(204);

        Run(Options(_ => new(HttpMethod.Put, Uri)), until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(3));
    }
}
