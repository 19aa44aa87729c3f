using System.Reactive.Concurrency;

namespace Sse.Reactive.Tests;

/// <summary>Invalid options and arguments are rejected at once.</summary>
public class SseOptionsTests
{
    private const string InvalidValue = "The value of the header X-Key is invalid: it must be ASCII without control characters.";

    [TestCase("")]
    [TestCase("/events")]
    [TestCase("http://this is invalid/")]
    [TestCase("ftp://example.test/")]
    [TestCase("about:blank")]
    [TestCase("mailto:a@example.test")]
    [TestCase("file:///etc/hosts")]
    public void Connect_rejects_a_URL_that_is_not_http(string url)
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
    public void The_message_for_a_rejected_URL_contains_no_secrets(string url, string shown) => Assert.That(
        () => SseObservable.Connect(url),
        Throws.ArgumentException.With.Message.StartsWith($"'{shown}' is not an absolute").And.Message.Not.Contain("secret"));

    [Test]
    public void Connect_rejects_a_relative_URL() =>
        Assert.That(() => SseObservable.Connect(new Uri("/events", UriKind.Relative)), Throws.ArgumentException);

    [Test]
    public void Rejects_schedulers_that_block_to_wait()
    {
        Assert.That(
            () => new SseOptions { Scheduler = ImmediateScheduler.Instance },
            Throws.ArgumentException.With.Message.Contains("ImmediateScheduler"));
        Assert.That(
            () => new SseOptions { Scheduler = CurrentThreadScheduler.Instance },
            Throws.ArgumentException.With.Message.Contains("CurrentThreadScheduler"));
    }

    [Test]
    public void Rejects_times_out_of_range()
    {
        Assert.That(() => new SseOptions { ReconnectionTime = TimeSpan.FromTicks(-1) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { MaxReconnectDelay = TimeSpan.FromDays(50) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { IdleTimeout = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { MaxEventBytes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseOptions { TrustedOrigins = [new("ftp://x")] }, Throws.ArgumentException);
        Assert.That(() => new SseOptions { MaxLastEventIdBytes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Rejects_an_empty_name_of_a_parameter() =>
        Assert.That(() => new SseOptions { LastEventIdParameter = "" }, Throws.ArgumentException.With.Message.Contains("lastEventId"));

    [TestCase("a\nb")]
    [TestCase("a\rb")]
    [TestCase("a\0b")]
    public void Rejects_an_invalid_last_event_ID(string id) =>
        Assert.That(() => new SseOptions { LastEventId = id }, Throws.ArgumentException);

    [TestCase("X-Key", "secret\n", InvalidValue)]
    [TestCase("X-Key", "secret\u001F", InvalidValue)]
    [TestCase("X-Key", "secret\u007F", InvalidValue)]
    [TestCase("X-Key", "sécret", InvalidValue)]
    [TestCase("X-Key", null, InvalidValue)]
    [TestCase("X Key", "secret", "'X Key' is not a valid name of a request header.")]
    [TestCase("", "secret", "'' is not a valid name of a request header.")]
    [TestCase("Content-Type", "secret", "'Content-Type' describes the content of a request. Set it on the content, in "
        + "SseOptions.RequestFactory; SseRequest.PostJson sets it for JSON.")]
    [TestCase("last-event-id", "secret", "Last-Event-ID is sent by the client itself. Set LastEventId instead.")]
    public void Rejects_an_invalid_header_without_showing_its_value(string name, string? value, string expected) => Assert.That(
        () => new SseOptions { Headers = new Dictionary<string, string> { [name] = value! } },
        Throws.ArgumentException.With.Message.StartsWith(expected).And.Message.Not.Contains("cret"));

    [Test]
    public void Headers_are_copied_when_they_are_set()
    {
        var headers = new Dictionary<string, string> { ["X-Key"] = "1", ["X-Any"] = "\t ~" };
        var options = new SseOptions { Headers = headers };

        headers["X-Key"] = "2\n";

        Assert.That((options.Headers["x-key"], options.Headers["X-Any"]), Is.EqualTo(("1", "\t ~")));
        Assert.That(() => new SseOptions { Headers = new Dictionary<string, string> { ["a"] = "", ["A"] = "" } }, Throws.ArgumentException);
    }
}
