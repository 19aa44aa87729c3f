using System.Net.Http.Headers;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>Each attempt's request: who makes it, what it holds, and when it may be made again.</summary>
public class SseRequestFactoryTests : VirtualTimeTests
{
    private const string Uri = "http://example.test/events";

    private readonly List<SseAttempt> _attempts = [];
    private HttpClient _client = null!;

    [SetUp]
    public void SetUp()
    {
        _attempts.Clear();
        _client = new(Server.CreateHandler());
    }

    [TearDown]
    public void TearDown() => _client.Dispose();

    [Test]
    public void The_factory_is_handed_each_attempt()
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Then(503).Connection("(b|)").Then(204);

        Run(Options(_ => new(HttpMethod.Get, Uri)), until: 30);

        Assert.That(_attempts.Select(a => (a.Number, a.LastEventId)), Is.EqualTo(new[] { (1, ""), (2, "7"), (3, "7"), (4, "7") }));
        Assert.That(_attempts.Select(a => a.Previous?.GetType()), Is.EqualTo(new[]
        {
            null, typeof(SseStreamClosedException), typeof(SseResponseException), typeof(SseStreamClosedException),
        }));
    }

    [Test]
    public void A_factory_that_waits_is_waited_for()
    {
        Server.Connection("(a|)");
        var token = new TaskCompletionSource<HttpRequestMessage>();
        var options = Options(_ => throw new InvalidOperationException()) with { RequestFactory = (_, _) => new(token.Task) };

        var seen = Server.Expect(SseObservable.Connect(Uri, options));
        Assert.That(Server.Attempts, Is.Empty);
        token.SetResult(new(HttpMethod.Get, Uri));

        seen.ToBe("a");
    }

    [Test]
    public void What_the_request_leaves_out_is_filled_in()
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "7"))).Connection("|").Then(204);

        Run(Options(_ => new()), until: 4);

        Assert.That(Requests, Is.EqualTo(new[] { "GET " + Uri, "GET " + Uri }));
        Assert.That(Server.Attempts[0].Headers, Is.EquivalentTo(new Dictionary<string, string> { ["Accept"] = "text/event-stream", ["Cache-Control"] = "no-cache" }));
        Assert.That(Server.Attempts[1].Headers["Last-Event-ID"], Is.EqualTo("7"));
    }

    [Test]
    public void What_the_request_holds_is_kept()
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
    public void Headers_are_those_of_every_request()
    {
        Server.Connection("(a|)").Connection("|").Then(204);
        var options = new SseOptions { HttpClient = _client, Scheduler = Server.Scheduler, Headers = new Dictionary<string, string> { ["X-Key"] = "k", ["accept"] = "text/*" } };

        Run(options, until: 30);

        Assert.That(
            Server.Attempts.Select(a => string.Join(' ', a.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase).Select(h => $"{h.Key}={h.Value}"))),
            Is.All.EqualTo("accept=text/* Cache-Control=no-cache X-Key=k").IgnoreCase.And.Exactly(3).Items);
    }

    [Test]
    public void A_header_of_the_request_stands_before_that_of_the_options()
    {
        Server.Connection("(a|)").Then(204);
        var options = Options(_ => new() { Headers = { { "X-Key", "request" } } }) with { Headers = new Dictionary<string, string> { ["x-key"] = "options", ["X-Other"] = "o" } };

        Run(options, until: 30);

        Assert.That((Server.Attempts[0].Headers["X-Key"], Server.Attempts[0].Headers["X-Other"]), Is.EqualTo(("request", "o")));
    }

    [Test]
    public void A_refused_token_can_be_fetched_anew()
    {
        Server.Then(401).Connection("a");
        SseReconnectPolicy policy = context => context.Cause is SseResponseException { StatusCode: 401 } && context.ConsecutiveFailures == 1
            ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
            : SseReconnect.Default(context);

        var options = Options(attempt => new()
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", attempt.Previous is SseResponseException { StatusCode: 401 } ? "fresh" : "stale") },
        });

        var seen = Run(options with { ReconnectPolicy = policy }, until: 1);

        Assert.That(Server.Attempts.Select(a => a.Headers["Authorization"]), Is.EqualTo(new[] { "Bearer stale", "Bearer fresh" }));
        seen.ToBe("a");
    }

    [Test]
    public void What_the_factory_throws_is_a_failed_attempt()
    {
        Server.Connection("(a|)");
        var options = Options(attempt => attempt.Number == 1 ? throw new HttpRequestException("no token") : new());

        var seen = Run(options, until: 4);

        Assert.That(_attempts[1].Previous!.Message, Is.EqualTo("no token"));
        seen.ToBe("---a-");
    }

    [Test]
    public void A_factory_without_a_request_is_an_error_that_says_so()
    {
        var seen = Run(Options(_ => null!), until: 1);

        seen.ToBe("#");
        var error = seen.Error!;
        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(error.Message, Does.StartWith("SseOptions.RequestFactory returned no request.").And.Contain("Attempt 1 to http://example.test/events was not retried"));
    }

    [Test]
    public void A_client_is_asked_for_at_each_attempt()
    {
        Server.Connection("|").Connection("|").Then(204);
        var asked = 0;

        Run(Server.Options with { HttpClientFactory = () => ++asked > 0 ? _client : _client }, until: 4);

        Assert.That(asked, Is.EqualTo(2));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_client_and_a_factory_of_clients_are_one_too_many() => Assert.That(
        () => SseObservable.Connect(Uri, new() { HttpClient = _client, HttpClientFactory = () => _client }),
        Throws.ArgumentException.With.Message.Contain("HttpClientFactory"));

    [Test]
    [NotForNetStandard("A client has no version of its own there.")]
    public void The_clients_own_HTTP_version_is_asked_for()
    {
        Server.Then(204);
        Version? version = null;
        var options = Options(_ => throw new InvalidOperationException()) with { RequestFactory = null };
        using var spying = new HttpClient(new VersionSpy(Server.CreateHandler(), v => version = v)) { DefaultRequestVersion = new(2, 0) };

        Run(options with { HttpClient = spying }, until: 1);

        Assert.That(version, Is.EqualTo(new Version(2, 0)));
    }

    [Test]
    public void A_POST_whose_stream_ends_cleanly_completes_at_once()
    {
        Server.Connection("(a|)");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("(a|)");
        Assert.That(Requests, Is.EqualTo(new[] { $"POST {Uri} question" }));
    }

    [Test]
    public void A_pulled_POST_whose_stream_ends_cleanly_completes_at_once()
    {
        Server.Connection("(a|)");

        Server.Expect(SseAsyncEnumerable.Connect(Uri, Options(_ => Post()))).ToBe("(a|)");
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_POST_whose_stream_breaks_is_an_error_and_not_sent_again()
    {
        Server.Connection("(a#)");

        var seen = Run(Options(_ => Post()), until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Assert.That(seen.Error, Is.TypeOf<SseConnectionException>());
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
        Assert.That(seen.Error!.Message, Does.Contain("not safe to resend").And.Contain("SseOptions.CanResend"));
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
    [NotForNetStandard("Why a request failed is not said there, but read off what the exception holds.")]
    public void A_POST_that_never_left_is_tried_again(HttpRequestError error)
    {
        Server.Refuse(new HttpRequestException(error)).Connection("(a|)");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("---(a|)");
    }

    [Test]
    public void A_POST_that_is_refused_is_an_error_that_holds_the_response()
    {
        Server.Then(429, """{"error":"slow down"}""");

        var seen = Run(Options(_ => Post()), until: 100);

        seen.ToBe("#");
        var error = (SseResponseException)seen.Error!;
        Assert.That((error.StatusCode, error.BodyExcerpt), Is.EqualTo((429, """{"error":"slow down"}""")));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_POST_is_sent_again_where_the_caller_says_so()
    {
        Server.Then(429).Connection("(a#)");

        var seen = Run(Options(_ => Post()) with { CanResend = (request, attempt) => request.Method == HttpMethod.Post && attempt.Previous is SseResponseException }, until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void A_POST_may_be_followed_by_a_GET_that_resumes()
    {
        Server.Connection("(a#)", ('a', new SseEvent("a", LastEventId: "1"))).Connection("(b#)", ('b', new SseEvent("b", LastEventId: "2"))).Then(204);

        var seen = Run(Options(attempt => attempt.LastEventId.Length > 0 ? new(HttpMethod.Get, "/answers/9") : Post()), until: 100);

        Assert.That(Requests, Is.EqualTo(new[]
        {
            $"POST {Uri} question", "GET http://example.test/answers/9", "GET http://example.test/answers/9",
        }));
        Assert.That(Server.Attempts.Skip(1).Select(a => a.Headers["Last-Event-ID"]), Is.EqualTo(new[] { "1", "2" }));
        seen.ToBe("a--b--|", ('a', new SseEvent("a", LastEventId: "1")), ('b', new SseEvent("b", LastEventId: "2")));
    }

    [Test]
    public void An_answer_that_makes_no_sense_is_not_taken_for_an_id_that_cannot_be_sent()
    {
        Server.Refuse(new HttpRequestException(HttpRequestError.InvalidResponse)).Silence();

        Run(Server.Options with { HttpClient = _client, LastEventId = "é" }, until: 1);

        Assert.That(Requests, Has.Exactly(1).Items);
    }

    [Test]
    public void A_factory_without_a_client_is_an_error_that_says_so() => Assert.That(
        Run(Server.Options with { HttpClientFactory = () => null! }, until: 1).Error!.Message,
        Does.Contain("SseOptions.HttpClientFactory returned no client."));

    [Test]
    public void A_factory_that_fails_when_asked_what_would_follow_ends_it()
    {
        Server.Connection("(a#)");

        var seen = Run(Options(attempt => attempt.Number == 1 ? Post() : throw new HttpRequestException("no token")), until: 100);

        Assert.That(seen.Error!.Message, Does.Contain("no token"));
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void An_idempotent_method_is_repeated()
    {
        Server.Connection("(a#)").Connection("(b#)").Then(204);

        Run(Options(_ => new(HttpMethod.Put, Uri)), until: 100);

        Assert.That(Server.Attempts, Has.Count.EqualTo(3));
    }

    private IEnumerable<string> Requests => Server.Attempts.Select(a => $"{a.Method} {a.Uri} {a.Body}".TrimEnd());

    private static HttpRequestMessage Post() => new(HttpMethod.Post, Uri) { Content = new StringContent("question") };

    private SseOptions Options(Func<SseAttempt, HttpRequestMessage> request) => Server.Options with
    {
        HttpClient = _client,
        RequestFactory = (attempt, _) =>
        {
            _attempts.Add(attempt);
            return new(request(attempt));
        },
    };

    private Observed<SseEvent> Run(SseOptions options, double until) => Server.Run(SseObservable.Connect(Uri, options), TimeSpan.FromSeconds(until));

    private sealed class VersionSpy(HttpMessageHandler inner, Action<Version> see) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            see(request.Version);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
