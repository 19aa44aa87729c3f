namespace Sse.Reactive.Tests.Wpt;

/// <summary>The rows on which responses, and which URLs, an event stream can come from.</summary>
public class ResponseValidationTests : WptTests
{
    [Test]
    public void format_mime_bogus() => IsRefused(200, "x bogus");

    [Test]
    public void format_mime_valid_bogus() => IsRefused(200, "text/x-bogus");

    [Test]
    public void format_mime_trailing_semicolon()
    {
        Server.Then(200, "data: data\n\n").WithHeader("Content-Type", "text/event-stream;");

        Assert.That(Shown(until: 1)[..2], Is.EqualTo(new[] { "open", "message: data" }));
    }

    [TestCase(204)]
    [TestCase(205)]
    [TestCase(210)]
    [TestCase(299)]
    [TestCase(404)]
    [TestCase(410)]
    [TestCase(503)]
    public void request_status_error(int status) => IsRefused(status, "text/event-stream");

    [TestCase("ftp://example.not/")]
    [TestCase("about:blank")]
    [TestCase("mailto:whatwg@awesome.example")]
    [TestCase("javascript:alert('FAIL')")]
    public void eventsource_constructor_non_same_origin(string url) =>
        Assert.That(() => SseObservable.Connect(url, Standard), Throws.ArgumentException.With.Property("ParamName").EqualTo("uri"));

    [Test]
    public void eventsource_constructor_url_bogus() =>
        Assert.That(
            () => SseObservable.Connect("http://this is invalid/", Standard),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("uri"));

    /// <summary>No connection opens, no event is delivered, and there is no second attempt.</summary>
    private void IsRefused(int status, string contentType)
    {
        Server.Then(status, status is 204 or 205 ? "" : "data: data\n\n").WithHeader("Content-Type", contentType);

        Assert.That(Shown(), Is.EqualTo(new[] { "error, CLOSED" }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }
}
