using System.Net.Http.Headers;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.RequestFactory"/>: the request of each attempt.</summary>
public class SseRequestFactoryTests : HttpTests
{
    private const string HasControls = "It contains control characters, which a header cannot contain.";
    private const string IsLong =
        "It is longer than 9 bytes, which SseOptions.MaxLastEventIdBytes allows. Many servers reject a longer ";

    [Test]
    public void The_factory_receives_each_attempt()
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Then(503).Connection("(b|)").Then(204);

        Run(Options(_ => new(HttpMethod.Get, Uri)), until: 30);

        Assert.That(Attempts.Select(a => (a.Number, a.LastEventId)), Is.EqualTo(new[] { (1, ""), (2, "7"), (3, "7"), (4, "7") }));
        Assert.That(Attempts.Select(a => a.Previous?.GetType()), Is.EqualTo(new[]
        {
            null, typeof(SseStreamClosedException), typeof(SseResponseException), typeof(SseStreamClosedException),
        }));
    }

    [Test]
    public void The_factory_may_be_asynchronous()
    {
        Server.Connection("(a|)");
        var token = new TaskCompletionSource<HttpRequestMessage>();
        var options = Options(_ => throw new InvalidOperationException()) with { RequestFactory = (_, _) => new(token.Task) };

        var seen = Server.Expect(SseObservable.Connect(Uri, options));
        Assert.That(Server.Attempts, Is.Empty);
        token.SetResult(new(HttpMethod.Get, Uri));

        seen.ToBe("a");
    }

    [TestCase(4096, 4096)]
    [TestCase(4097, 0)]
    [TestCase(4097, 4097, 4097)]
    [TestCase(11, 0, 10)]
    public void MaxLastEventIdBytes_limits_the_ID_that_is_sent(int length, int sent, int? limit = null)
    {
        Server.Connection("-");
        var options = Options(_ => new()) with { LastEventId = new('x', length) };

        Run(limit is { } max ? options with { MaxLastEventIdBytes = max } : options, until: 1);

        Assert.That(Server.Attempts[0].Headers.TryGetValue("Last-Event-ID", out var id) ? id.Length : 0, Is.EqualTo(sent));
    }

    [TestCase("a\tb ~", null)]
    [TestCase("a\bb", HasControls)]
    [TestCase("a\u000Bb", HasControls)]
    [TestCase("a\u001Fb", HasControls)]
    [TestCase("a\u007Fb", HasControls)]
    [TestCase("0123456789", IsLong + "header.")]
    [TestCase("0123456789", IsLong + "URL.", true)]
    public void An_ID_that_cannot_be_sent_is_reported_with_the_reason(string id, string? reason, bool inQuery = false)
    {
        Server.Connection("-");
        var options = Options(_ => new()) with
        {
            LastEventId = id,
            LastEventIdParameter = inQuery ? "id" : null,
            MaxLastEventIdBytes = 9,
        };

        var seen = Server.Run(SseObservable.Signals(Uri, options), TimeSpan.FromSeconds(1));

        Assert.That(
            seen.Messages.Select(m => m.Notification.Value).OfType<SseSignal.LastEventIdOmitted>().SingleOrDefault(),
            Is.EqualTo(reason is null ? null : new SseSignal.LastEventIdOmitted(id, reason)));
        Assert.That(Server.Attempts[0].Headers.ContainsKey("Last-Event-ID"), Is.EqualTo(reason is null));
    }

    [TestCase("7", "lastEventId=7")]
    [TestCase("é&=#+ \u0001", "lastEventId=%C3%A9%26%3D%23%2B%20%01")]
    [TestCase("7", "a=1&lastEventId=7", "?a=1")]
    [TestCase("7", "a=1&b&lastEventId=7", "?lastEventId=5&a=1&b")]
    [TestCase("7", "a=1&&b=%20+&lastEventId=7", "?a=1&&b=%20+")]
    public void LastEventIdParameter_sends_the_ID_in_the_query(string id, string sent, string query = "")
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: id))).Then(204);

        Run(Options(_ => new(HttpMethod.Get, Uri + query)) with { LastEventIdParameter = "lastEventId" }, until: 4);

        Assert.That(Server.Attempts.Select(a => a.Uri!.AbsoluteUri), Is.EqualTo(new[] { $"{Uri}{query}", $"{Uri}?{sent}" }));
        Assert.That(Server.Attempts[1].Headers.Keys, Does.Not.Contain("Last-Event-ID"));
    }

    [Test]
    public void The_name_of_the_parameter_is_escaped_and_replaces_the_same_name()
    {
        Server.Connection("-");
        var options = Options(_ => new(HttpMethod.Get, Uri + "?a%20b%26c=1&c=2")) with
        {
            LastEventId = "7",
            LastEventIdParameter = "a b&c",
        };

        Run(options, until: 1);

        Assert.That(Server.Attempts[0].Uri!.AbsoluteUri, Is.EqualTo($"{Uri}?c=2&a%20b%26c=7"));
    }

    [Test]
    public void MaxLastEventIdBytes_limits_the_ID_in_the_query_too()
    {
        Server.Connection("-");
        var options = Options(_ => new()) with
        {
            LastEventId = "éé",
            LastEventIdParameter = "lastEventId",
            MaxLastEventIdBytes = 3,
        };

        Run(options, until: 1);

        Assert.That(Requests, Is.EqualTo(new[] { $"GET {Uri}" }));
    }

    [Test]
    public void TheClient_completes_the_request()
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Connection("|").Then(204);

        Run(Options(_ => new()), until: 4);

        Assert.That(Requests, Is.EqualTo(new[] { "GET " + Uri, "GET " + Uri }));
        Assert.That(
            Server.Attempts[0].Headers,
            Is.EquivalentTo(new Dictionary<string, string> { ["Accept"] = "text/event-stream", ["Cache-Control"] = "no-cache" }));
        Assert.That(Server.Attempts[1].Headers["Last-Event-ID"], Is.EqualTo("7"));
    }

    [Test]
    public void The_client_keeps_what_the_request_sets()
    {
        Server.Then(204);
        var options = Options(attempt =>
        {
            var request = new HttpRequestMessage(HttpMethod.Put, "../other?after=1") { Content = new StringContent("body") };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            request.Headers.CacheControl = new() { NoStore = true };
            request.Headers.Authorization = new("Bearer", "token-" + attempt.Number);
            request.Headers.Add("Last-Event-ID", "mine");
            return request;
        });

        Run(options with { LastEventId = "5" }, until: 1);

        Assert.That(Requests, Is.EqualTo(new[] { "PUT http://example.test/other?after=1 body" }));
        Assert.That(Server.Attempts[0].Headers, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["Accept"] = "application/json, text/event-stream",
            ["Cache-Control"] = "no-store",
            ["Authorization"] = "Bearer token-1",
            ["Content-Type"] = "text/plain; charset=utf-8",
            ["Content-Length"] = "4",
            ["Last-Event-ID"] = "mine",
        }));
    }

    [Test]
    public void A_rejected_token_can_be_refreshed()
    {
        Server.Then(401).Connection("a");
        SseReconnectPolicy policy = context => context.Cause is SseResponseException { StatusCode: 401 } && context.ConsecutiveFailures == 1
            ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
            : SseReconnect.Default(context);

        var options = Options(attempt => new()
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Bearer", attempt.Previous is SseResponseException { StatusCode: 401 } ? "fresh" : "stale"),
            },
        });

        var seen = Run(options with { ReconnectPolicy = policy }, until: 1);

        Assert.That(Server.Attempts.Select(a => a.Headers["Authorization"]), Is.EqualTo(new[] { "Bearer stale", "Bearer fresh" }));
        seen.ToBe("a");
    }

    [Test]
    public void An_exception_of_the_factory_is_a_failed_attempt()
    {
        Server.Connection("(a|)");
        var options = Options(attempt => attempt.Number == 1 ? throw new HttpRequestException("no token") : new());

        var seen = Run(options, until: 4);

        Assert.That(Attempts[1].Previous!.Message, Is.EqualTo("no token"));
        seen.ToBe("---a-");
    }

    [Test]
    public void A_factory_that_returns_null_fails_with_an_explanation()
    {
        var seen = Run(Options(_ => null!), until: 1);

        seen.ToBe("#");
        var error = seen.Error!;
        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(
            error.Message,
            Does.StartWith("SseOptions.RequestFactory returned null. Return a request, or throw an exception. ")
                .And.Contain("Attempt 1 to http://example.test/events was not retried"));
    }
}
