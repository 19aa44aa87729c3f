using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>The rows that need several connections.</summary>
public class ReconnectionTests : WptTests
{
    [Test]
    public void eventsource_reconnect_1()
    {
        Server.Connection("(r|)", ('r', Wire("retry: 2\n"))).Connection("d", ('d', "data"));

        Assert.That(Shown(), Is.EqualTo(new[] { "open", "error, CONNECTING", "open", "message: data" }));
    }

    [Test]
    public void eventsource_reconnect_2()
    {
        Server.Connection("(s|)", ('s', Wire("retry: 2\ndata: ok\n\n"))).Connection("d", ('d', "data"));

        Assert.That(Shown(), Is.EqualTo(new[] { "open", "message: ok", "error, CONNECTING", "open", "message: data" }));
    }

    [Test]
    public void eventsource_close_2()
    {
        Server.Connection("(s|)", ('s', Wire("retry: 2\ndata: opened\n\n"))).Connection("(d|)", ('d', "reconnected")).Then(204);

        Assert.That(Shown(), Is.EqualTo(new[]
        {
            "open", "message: opened", "error, CONNECTING", "open", "message: reconnected", "error, CONNECTING", "error, CLOSED",
        }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(3));
    }

    [Test]
    public void format_data_before_final_empty_line()
    {
        Server.Connection("(s|)", ('s', Wire("retry:1000\ndata:test1\n\nid:test\ndata:test2\n"))).Forever();

        Assert.That(Events(until: 1.9), Is.EqualTo(new[] { new SseEvent("test1"), new SseEvent("test1") }));
        Assert.That(Server.Attempts[1].At.TotalSeconds, Is.InRange(1, 1.25));
        Assert.That(Server.LastEventIds, Has.All.Empty);
    }

    [TestCase("id: 1\ndata: 1\n\ndata: 2\n\nid: 2\ndata:3\n\ndata:4\n\n", "1 1", "2 1", "3 2", "4 2")]
    [TestCase("id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n", "1 1", "2 ", "3 ")]
    [TestCase("id: 1\ndata: 1\n\nid\ndata:2\n\ndata:3\n\n", "1 1", "2 ", "3 ")]
    public void format_field_id_3(string stream, params string[] dataAndIds)
    {
        Server.Connection("(s|)", ('s', Wire(stream))).Silence();

        Assert.That(Events().Select(e => $"{e.Data} {e.LastEventId}"), Is.EqualTo(dataAndIds));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", dataAndIds[^1][2..] }));
    }

    [TestCase("\0\0")]
    [TestCase("x\0")]
    [TestCase("\0x")]
    [TestCase("x\0x")]
    [TestCase(" \0")]
    public void format_field_id_null(string id)
    {
        Server.Connection("(s|)", ('s', Wire($"id: {id}\nretry: 200\ndata: hello\n\n"))).Forever();

        Assert.That(Events(until: 0.3), Is.EqualTo(new[] { new SseEvent("hello"), new SseEvent("hello") }));
        Assert.That(Server.LastEventIds, Has.All.Empty);
    }

    [Test]
    public void format_field_retry() => ReconnectsAfter3Seconds("retry:03000\ndata:x\n\n\n");

    [Test]
    public void format_field_retry_bogus() => ReconnectsAfter3Seconds("retry:3000\nretry:1000x\ndata:x\n\n\n");

    /// <summary>Within a quarter of the delay, and not the default one.</summary>
    private void ReconnectsAfter3Seconds(string stream)
    {
        Server.Connection("(s|)", ('s', Wire(stream))).Silence();

        Assert.That(
            Events(options: Standard with { ReconnectionTime = TimeSpan.FromSeconds(20) }), Is.EqualTo(new[] { new SseEvent("x") }));
        Assert.That(Server.Attempts[1].At.TotalSeconds, Is.InRange(2.25, 3.75));
    }
}
