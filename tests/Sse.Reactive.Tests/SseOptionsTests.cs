using System.Reactive.Concurrency;

namespace Sse.Reactive.Tests;

/// <summary>Bad input is refused where it is given.</summary>
public class SseOptionsTests
{
    [TestCase("")]
    [TestCase("/events")]
    [TestCase("http://this is invalid/")]
    [TestCase("ftp://example.test/")]
    [TestCase("about:blank")]
    [TestCase("mailto:a@example.test")]
    [TestCase("file:///etc/hosts")]
    public void A_url_that_is_not_http_is_refused_at_the_call(string url)
    {
        Assert.That(() => SseObservable.Connect(url), Throws.ArgumentException.With.Property("ParamName").EqualTo("uri"));
        Assert.That(() => SseObservable.Connect(url, v => v.Type), Throws.ArgumentException);
        Assert.That(() => SseObservable.Signals(url), Throws.ArgumentException);
        Assert.That(() => SseAsyncEnumerable.Connect(url), Throws.ArgumentException);
    }

    [TestCase("https://user:secret@exa mple/?token=secret", "https://exa mple/")]
    [TestCase("ftp://user:secret@example.test/a?token=secret", "ftp://example.test/a")]
    [TestCase("//user:secret@example.test", "//example.test")]
    [TestCase("a@b", "a@b")]
    [TestCase("ftp://user:sec?ret@example.test/a", "ftp://…")]
    public void A_refused_url_is_shown_without_secrets(string url, string shown) => Assert.That(
        () => SseObservable.Connect(url), Throws.ArgumentException.With.Message.StartsWith($"'{shown}' is no absolute").And.Message.Not.Contain("secret"));

    [Test]
    public void A_relative_Uri_is_refused_at_the_call() =>
        Assert.That(() => SseObservable.Connect(new Uri("/events", UriKind.Relative)), Throws.ArgumentException);

    [Test]
    public void Schedulers_that_wait_by_blocking_are_refused()
    {
        Assert.That(() => new SseOptions { Scheduler = ImmediateScheduler.Instance }, Throws.ArgumentException.With.Message.Contains("ImmediateScheduler"));
        Assert.That(() => new SseOptions { Scheduler = CurrentThreadScheduler.Instance }, Throws.ArgumentException.With.Message.Contains("CurrentThreadScheduler"));
    }

    [Test]
    public void Times_out_of_range_are_refused()
    {
        Assert.That(() => new SseOptions { ReconnectionTime = TimeSpan.FromTicks(-1) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { MaxReconnectDelay = TimeSpan.FromDays(50) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { IdleTimeout = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { MaxEventBytes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("a\nb")]
    [TestCase("a\rb")]
    [TestCase("a\0b")]
    public void A_last_event_id_that_no_stream_can_have_is_refused(string id) =>
        Assert.That(() => new SseOptions { LastEventId = id }, Throws.ArgumentException);

    [TestCase("X-Key", "secret\n", "The value of the header X-Key cannot be sent")]
    [TestCase("X-Key", "sécret", "The value of the header X-Key cannot be sent")]
    [TestCase("X-Key", null, "The value of the header X-Key cannot be sent")]
    [TestCase("X Key", "secret", "'X Key' is no name of a request's header")]
    [TestCase("", "secret", "'' is no name of a request's header")]
    [TestCase("Content-Type", "secret", "'Content-Type' is no name of a request's header")]
    [TestCase("last-event-id", "secret", "set LastEventId")]
    public void A_header_that_cannot_be_sent_is_refused_without_its_value(string name, string? value, string expected) => Assert.That(
        () => new SseOptions { Headers = new Dictionary<string, string> { [name] = value! } },
        Throws.ArgumentException.With.Message.Contains(expected).And.Message.Not.Contains("cret"));

    [Test]
    public void Headers_are_what_they_were_when_they_were_set()
    {
        var headers = new Dictionary<string, string> { ["X-Key"] = "1" };
        var options = new SseOptions { Headers = headers };

        headers["X-Key"] = "2\n";

        Assert.That(options.Headers["x-key"], Is.EqualTo("1"));
        Assert.That(() => new SseOptions { Headers = new Dictionary<string, string> { ["a"] = "", ["A"] = "" } }, Throws.ArgumentException);
    }
}
