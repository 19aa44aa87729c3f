using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The signals that a connection reports.</summary>
public class SseSignalTests : VirtualTimeTests
{
    [Test]
    public void Reports_each_step_of_a_connection_in_order()
    {
        Server
            .Connection("s#", ('s', Wire("retry: 1000\n:hi\nid: 1\ndata: a\n\nid: 2\n\nretry: 1000\n")))
            .WithError(new IOException("connection reset"))
            .Refuse(new HttpRequestException("refused"))
            .Then(204);
        using var client = new HttpClient(Server.CreateHandler());

        var seen = Server.Run(
            SseObservable.Signals("https://example.test/stream", Server.Options with { HttpClient = client }), TimeSpan.FromSeconds(10));

        Assert.That(seen.Values.Select(Describe), Is.EqualTo(new[]
        {
            "opened 1 https://example.test/stream",
            "retry 00:00:01",
            "comment hi",
            "event a 1",
            "id 2",
            "disconnected 1 connection reset, waits 00:00:01",
            "disconnected 2 refused, waits 00:00:02",
            "ended 204",
        }));
    }

    [Test]
    public void ToString_shows_no_secrets() => Assert.That(
        new SseSignal.Opened(
            1,
            new("http://user:secret@feed.test/events?token=secret"),
            new Dictionary<string, string> { ["Set-Cookie"] = "secret" }).ToString(),
        Is.EqualTo("Opened { Attempt = 1, Uri = http://feed.test/events }"));

    [Test]
    public void Reports_a_last_event_ID_that_cannot_be_sent()
    {
        Server.Then((_, _) => new(new SseResponse(Stream.Null) { LastEventIdOmittedReason = "why" })).Then(204);

        var seen = Server.Expect(Signals(Server.Options with { LastEventId = "\f" }));

        Assert.That(
            seen.Values.OfType<SseSignal.LastEventIdOmitted>(), Is.EqualTo(new[] { new SseSignal.LastEventIdOmitted("\f", "why") }));
    }

    private static string Describe(SseSignal signal) => signal switch
    {
        SseSignal.Opened s => $"opened {s.Attempt} {s.Uri}",
        SseSignal.Event s => $"event {s.Value.Data} {s.Value.LastEventId}",
        SseSignal.Comment s => $"comment {s.Text}",
        SseSignal.RetryChanged s => $"retry {s.ReconnectionTime}",
        SseSignal.IdChanged s => $"id {s.LastEventId}",
        SseSignal.Disconnected s => $"disconnected {s.Attempt} {s.Cause.Message}, waits {s.Delay}",
        SseSignal.Ended { Cause: SseResponseException { StatusCode: var status } } => $"ended {status}",
        _ => signal.ToString(),
    };
}
