using System.Net.Http.Json;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>HTTP without a socket.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ScriptedHttpHandlerTests(string scheduler) : VirtualTimeFixture
{
    private SseScript _server = null!;
    private HttpClient _client = null!;

    [SetUp]
    public void SetUp()
    {
        _server = NewScript(scheduler);
        _client = new(_server.CreateHandler());
    }

    [TearDown]
    public void TearDown() => _client.Dispose();

    [Test]
    public void The_client_connects_and_resumes_over_HTTP()
    {
        _server.Connection("--^-a-#", ('a', new SseEvent("x", LastEventId: "7"))).Connection("b|").Then(204);

        var seen = _server.Expect(Connect());

        seen.ToBe("----a- 3s b 6s |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("b", LastEventId: "7")));
        _server.ExpectAttempts("a----- 3s b 6s c", ('a', ""), ('b', "7"), ('c', "7"));
        _server.ExpectOpen("^-----!", "------ 3s ^!", "------ 3s - 6s (^!)");
    }

    [Test]
    public void Records_a_request()
    {
        _server.Connection("-");
        _client.DefaultRequestHeaders.Add("X-Tenant", ["a", "b"]);

        _server.Run(Connect(), until: Frame);

        var attempt = _server.Attempts.Single();
        Assert.That(attempt.Uri, Is.EqualTo(new Uri("http://example.test/events")));
        Assert.That((attempt.Method, attempt.Body), Is.EqualTo(("GET", "")));
        Assert.That(attempt.Headers["accept"], Is.EqualTo("text/event-stream"));
        Assert.That(attempt.Headers["X-Tenant"], Is.EqualTo("a, b"));
        Assert.That(attempt.Number, Is.EqualTo(1));
    }

    [Test]
    public void Records_the_body_of_a_request_and_its_headers()
    {
        _server.Connection("a|");

        _server.Expect(() => _client.PostAsJsonAsync("http://example.test/chat", new { Prompt = "hi" }));

        var attempt = _server.Attempts.Single();
        Assert.That((attempt.Method, attempt.Body), Is.EqualTo(("POST", """{"prompt":"hi"}""")));
        Assert.That(attempt.Headers["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public void A_response_has_its_status_and_headers()
    {
        _server.Then(503, "busy")
            .WithHeader("Retry-After", "5")
            .WithHeader("Content-Language", "en")
            .WithHeader("Content-Type", "text/plain");

        using var response = _client.GetAsync("http://example.test/").GetAwaiter().GetResult();

        Assert.That((int)response.StatusCode, Is.EqualTo(503));
        Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(response.Content.Headers.ContentLanguage, Is.EqualTo(new[] { "en" }));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(response.Content.ReadAsStringAsync().GetAwaiter().GetResult(), Is.EqualTo("busy"));
    }

    [Test]
    public void Any_code_with_an_HttpClient_reads_the_body_as_it_arrives()
    {
        _server.Connection("-a--b|", ('a', SseMarble.Wire("half ")), ('b', SseMarble.Wire("whole")));

        var text = _server.Expect(() => _client.GetStringAsync(new Uri("http://example.test/")));

        text.ToBe("-----(a|)", ('a', "half whole"));
        _server.ExpectOpen("^----!");
    }

    [Test]
    public void A_refusal_is_an_HttpRequestException()
    {
        _server.Refuse();

        var seen = _server.Expect(Connect(failFast: true));

        seen.ToBe("#");
        Assert.That(seen.Error!.InnerException, Is.TypeOf<HttpRequestException>());
    }

    [Test]
    public void Disposing_closes_the_connection()
    {
        _server.Connection("-a-b-c-d-");

        _server.Expect(Connect().Take(2)).ToBe("-a-(b|)");

        _server.ExpectOpen("^--!");
    }

    [Test]
    public void A_request_without_an_answer_fails_the_test()
    {
        var failure = Assert.Throws<AssertionException>(() => _server.Run(Connect(), until: Frame));

        Assert.That(failure!.Message, Does.Contain("the script has no answer 1"));
    }

    private IObservable<SseEvent> Connect(bool failFast = false) =>
        SseObservable.Connect("http://example.test/events", _server.Options with { HttpClient = _client, FailOnFirstAttempt = failFast });
}
