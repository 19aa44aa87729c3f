using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The bytes of events and frames: no field can inject another.</summary>
public class EncodingTests : ResponseFixture
{
    [TestCase("a\nid: 666", "", TestName = "A_type_cannot_inject_a_field")]
    [TestCase("a\rdata: x", "", TestName = "A_type_cannot_inject_a_line")]
    [TestCase("a", "1\n\ndata: x", TestName = "An_ID_cannot_inject_an_event")]
    public async Task Injection(string type, string id)
    {
        using var client = await OpenAsync();

        Source.OnNext(new("x", type, id));

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("retry: 3000\n"), "nothing of the event is sent");
    }

    [Test]
    public async Task A_comment_cannot_inject_a_field_and_data_stays_data()
    {
        var frames = new SseFrame[] { new SseFrame.Comment(" a\ndata: b\r\nid: 1"), new SseFrame.Event(new("a\n\nid: 2\rretry: 1")) };
        using var client = FakeClient.Start(SseResults.Stream(frames.ToObservable(), Options));

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo(": a\n:data: b\n:id: 1\ndata: a\ndata: \ndata: id: 2\ndata: retry: 1\n\n"));
    }

    [Test]
    public async Task Resets_an_ID_only_if_there_was_one()
    {
        var events = new SseEvent[] { new("a"), new("b", LastEventId: "1"), new("c"), new("d") };
        using var client = FakeClient.Start(SseResults.Stream(events.ToObservable(), Options));

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("data: a\n\nid: 1\ndata: b\n\nid: \ndata: c\n\ndata: d\n\n"));
    }
}
