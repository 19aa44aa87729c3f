using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The client that sends the requests, and the headers of every request.</summary>
public class HttpClientTests : HttpTests
{
    [Test]
    public void HttpClientFactory_is_called_for_each_attempt()
    {
        Server.Connection("|").Connection("|").Then(204);
        var asked = 0;

        Run(Server.Options with { HttpClientFactory = () => ++asked > 0 ? Client : Client }, until: 4);

        Assert.That(asked, Is.EqualTo(2));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void HttpClient_and_HttpClientFactory_exclude_each_other() => Assert.That(
        () => SseObservable.Connect(Uri, new() { HttpClient = Client, HttpClientFactory = () => Client }),
        Throws.ArgumentException.With.Message.StartsWith("Set either SseOptions.HttpClient or SseOptions.HttpClientFactory, not both."));

    [Test]
    [NotForNetStandard("Its client has no default version.")]
    public void Requests_have_the_HTTP_version_of_theClient()
    {
        Server.Then(204);
        Version? version = null;
        var options = Options(_ => throw new InvalidOperationException()) with { RequestFactory = null };
        using var spying = new HttpClient(new VersionSpy(Server.CreateHandler(), v => version = v)) { DefaultRequestVersion = new(2, 0) };

        Run(options with { HttpClient = spying }, until: 1);

        Assert.That(version, Is.EqualTo(new Version(2, 0)));
    }

    [Test]
    public void An_invalid_response_is_not_mistaken_for_a_rejected_ID()
    {
        Server.Refuse(new HttpRequestException(HttpRequestError.InvalidResponse)).Silence();

        Run(Server.Options with { HttpClient = Client, LastEventId = "é" }, until: 1);

        Assert.That(Requests, Has.Exactly(1).Items);
    }

    [Test]
    public void HttpClientFactory_that_returns_null_fails_with_an_explanation() => Assert.That(
        Run(Server.Options with { HttpClientFactory = () => null! }, until: 1).Error!.Message,
        Does.StartWith("SseOptions.HttpClientFactory returned null. Return a client, or throw an exception. "));

    [Test]
    public void Headers_are_sent_with_every_request()
    {
        Server.Connection("(a|)").Connection("|").Then(204);
        var options = new SseOptions
        {
            HttpClient = Client,
            Scheduler = Server.Scheduler,
            Headers = new Dictionary<string, string> { ["X-Key"] = "k", ["accept"] = "text/*" },
        };

        Run(options, until: 30);

        Assert.That(
            Server.Attempts.Select(
                a => string.Join(' ', a.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase).Select(h => $"{h.Key}={h.Value}"))),
            Is.All.EqualTo("accept=text/* Cache-Control=no-cache X-Key=k").IgnoreCase.And.Exactly(3).Items);
    }

    [Test]
    public void A_header_of_the_request_takes_precedence_over_the_options()
    {
        Server.Connection("(a|)").Then(204);
        var options = Options(_ => new() { Headers = { { "X-Key", "request" } } }) with
        {
            Headers = new Dictionary<string, string> { ["x-key"] = "options", ["X-Other"] = "o" },
        };

        Run(options, until: 30);

        Assert.That((Server.Attempts[0].Headers["X-Key"], Server.Attempts[0].Headers["X-Other"]), Is.EqualTo(("request", "o")));
    }

    private sealed class VersionSpy(HttpMessageHandler inner, Action<Version> see) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            see(request.Version);
            return base.SendAsync(request, cancellationToken);
        }
    }

    [TestCase("/events", "http://example.test/events")]
    [TestCase("events?x=1", "http://example.test/api/events?x=1")]
    [TestCase("http://other.test/", "http://other.test/")]
    public void A_relative_URL_is_resolved_against_the_BaseAddress(string url, string expected)
    {
        Server.Connection("-");
        Server.Connection("-");
        Client.BaseAddress = new("http://example.test/api/");

        Server.Run(SseObservable.Connect(url, Server.Options with { HttpClient = Client }), TimeSpan.FromSeconds(1));
        var uri = new Uri(url, url.StartsWith('h') ? UriKind.Absolute : UriKind.Relative);
        Server.Run(SseObservable.Signals(uri, Server.Options with { HttpClientFactory = () => Client }), TimeSpan.FromSeconds(2));

        Assert.That(Server.Attempts.Select(a => a.Uri!.ToString()), Is.EqualTo(new[] { expected, expected }));
    }

    [Test]
    public void A_relative_URL_without_a_BaseAddress_is_invalid() => Assert.That(
        () => SseAsyncEnumerable.Connect("/events?token=s3cret", new() { HttpClient = Client }),
        Throws.ArgumentException.With.Message.StartsWith(
            "'/events' is not an absolute URL such as https://example.com/events. "
            + "A relative URL needs an HttpClient with a BaseAddress in SseOptions."));
}
