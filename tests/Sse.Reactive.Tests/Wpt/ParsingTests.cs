using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>
/// The rows on parsing that need one connection, end to end. (The decoder meets the same bytes in every chunking, in its own tests.)
/// </summary>
public class ParsingTests : WptTests
{
    [Test]
    public void event_data()
    {
        Server.Connection(
            "a-b-c-d-e-f-g",
            ('a', Wire("data:msg\ndata: msg\n\n")),
            ('b', Wire(":\n")),
            ('c', Wire("falsefield:msg\n\n")),
            ('d', Wire("falsefield:msg\n")),
            ('e', Wire("Data:data\n\n")),
            ('f', Wire("data\n\n")),
            ('g', Wire("data:end\n\n")));

        Assert.That(Events().Select(e => e.Data), Is.EqualTo(new[] { "msg\nmsg", "", "end" }));
    }

    [Test]
    public void format_bom() => Brings("\uFEFFdata:1\n\n\uFEFFdata:2\n\ndata:3\n\n\n", "1", "3");

    [Test]
    public void format_bom_2() => Brings("\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n\n", "2", "3");

    [Test]
    public void format_comments()
    {
        var longComment = ":" + new string('x', 2048);
        Brings($"data:1\r:\0\n:\r\ndata:2\n{longComment}\rdata:3\n:data:fail\r{longComment}\ndata:4\n\n", "1\n2\n3\n4");
    }

    [Test]
    public void format_field_data() => Brings("data:\n\ndata\ndata\n\ndata:test\n\n\n", "", "\n", "test");

    [Test]
    public void format_field_event()
    {
        Server.Connection("s", ('s', Wire("event:test\ndata:x\n\ndata:x\n\n\n")));

        Assert.That(Events(), Is.EqualTo(new[] { new SseEvent("x", "test"), new SseEvent("x") }));
    }

    [Test]
    public void format_field_event_empty()
    {
        Server.Connection("s", ('s', Wire("event: \ndata:data\n\n\n")));

        Assert.That(Events(), Is.EqualTo(new[] { new SseEvent("data", "message") }));
    }

    [Test]
    public void format_field_parsing() => Brings(
        "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
        "\0\n 2\n1\n3\n\n4");

    [Test]
    public void format_field_retry_empty() => Brings("retry\ndata:test\n\n\n", "test");

    [Test]
    public void format_field_unknown() => Brings(
        "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n\n", "test\n\ntest");

    [Test]
    public void format_leading_space() => Brings("data:\ttest\rdata: \ndata:test\n\n\n", "\ttest\n\ntest");

    [Test]
    public void format_newlines() => Brings("data:test\r\ndata\ndata:test\r\n\r\n", "test\n\ntest");

    [Test]
    public void format_null_character() => Brings("data:\0\n\n\n\n\n", "\0");

    [Test]
    public void format_utf_8()
    {
        Server.Then(200, "data:ok\u2026\n\n\n").WithHeader("Content-Type", "text/event-stream;charset=windows-1252");

        Assert.That(Shown(until: 1), Is.EqualTo(new[] { "open", "message: ok\u2026", "error, CONNECTING" }));
    }

    /// <summary>The stream brings these events, and leads to no error.</summary>
    private void Brings(string stream, params string[] data)
    {
        Server.Connection("s", ('s', Wire(stream)));

        Assert.That(Shown(), Is.EqualTo(data.Select(d => $"message: {d}").Prepend("open")));
    }
}
