using System.Reactive.Linq;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The bytes of events and frames: no field can inject another.</summary>
public partial class EncodingTests : ResponseFixture
{
    [TestCase("a\nid: 666", "", TestName = "A_type_cannot_inject_a_field")]
    [TestCase("a\rdata: x", "", TestName = "A_type_cannot_inject_a_line")]
    [TestCase("a", "1\n\ndata: x", TestName = "An_ID_cannot_inject_an_event")]
    public async Task Injection(string type, string id)
    {
        using var client = await OpenAsync();

        Source.OnNext(new("x", type, id));

        Assert.That(await client.ReadToEndAsync(), Does.Match("^retry: [3-6][0-9]{3}\n$"), "nothing of the event is sent");
    }

    [Test]
    public async Task A_comment_cannot_inject_a_field_and_data_stays_data()
    {
        var frames = new SseFrame[] { new SseFrame.Comment(" a\ndata: b\r\nid: 1"), new SseFrame.Event(new("a\n\nid: 2\rretry: 1")) };
        using var client = FakeClient.Start(SseResults.Stream(frames.ToObservable(), Options));

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo(": a\n:data: b\n:id: 1\ndata: a\ndata: \ndata: id: 2\ndata: retry: 1\n\n"));
    }

    [Test]
    public async Task An_event_without_an_ID_leaves_the_clients_ID_unchanged()
    {
        var events = new SseEvent[] { new("a"), new("b", LastEventId: "1"), new("c"), new("d") };
        var typed = events.Select(e => new SseEvent<string>(e.Data, e.Type, e.LastEventId)).ToList();
        var results = new[]
        {
            SseResults.Stream(events.ToObservable(), Options),
            SseResults.Stream(events.Select(e => new SseFrame.Event(e)).ToObservable(), Options),
            SseResults.Stream(typed.ToObservable(), TextContext.Default.String, Options),
            SseResults.Stream(Pulled(events), Options),
            SseResults.Stream(Pulled(typed), TextContext.Default.String, Options),
        };

        foreach (var result in results)
        {
            using var client = FakeClient.Start(result);
            var text = (await client.ReadToEndAsync()).Replace("\"", "", StringComparison.Ordinal);
            Assert.That(text, Is.EqualTo("data: a\n\ndata: b\nid: 1\n\ndata: c\n\ndata: d\n\n"));
        }
    }

    [Test]
    public async Task An_ID_is_reset_on_demand_even_if_this_stream_sent_none()
    {
        var events = new[] { new SseEvent("a"), new SseEvent("b", LastEventId: "1") }.Select(e => new SseFrame.Event(e));
        var frames = new SseFrame[] { new SseFrame.Id("") }.Concat(events).Append(new SseFrame.Id(""));
        using var client = FakeClient.Start(SseResults.Stream(frames.ToObservable(), Options));

        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("id: \n\ndata: a\n\ndata: b\nid: 1\n\nid: \n\n"));
    }

    [TestCase(" 1", "begins or ends with white space")]
    [TestCase("1\t", "begins or ends with white space")]
    [TestCase("1\u0001", "control character")]
    [TestCase("\u007F", "control character")]
    [TestCase("1\n2", "control character")]
    [TestCase("1<lone>", "lone surrogate")]
    public async Task An_ID_that_no_header_returns_unchanged_is_an_error_of_the_source(string id, string reason)
    {
        id = id.Replace("<lone>", "\uD83D", StringComparison.Ordinal); // an attribute cannot hold it
        var events = new[] { new SseEvent("a", LastEventId: id) };
        var typed = new[] { new SseEvent<string>("a", "t", id) };
        foreach (var result in new[]
        {
            SseResults.Stream(events.ToObservable(), Options),
            SseResults.Stream(Pulled(events), Options),
            SseResults.Stream(typed.ToObservable(), TextContext.Default.String, Options),
            SseResults.Stream(Observable.Return(new SseFrame.Id(id)), Options),
        })
        {
            using var logs = new LogRecorder();
            using var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
            using var client = FakeClient.Start(result, services: services);

            Assert.That(await client.ReadToEndAsync(), Does.Not.Contain("data"));
            Assert.That(logs.Entries.Select(l => l.Error?.Message).OfType<string>().Single(), Does.Contain(reason));
        }
    }

    private static async IAsyncEnumerable<T> Pulled<T>(IEnumerable<T> values)
    {
        await Task.Yield();
        foreach (var value in values)
        {
            yield return value;
        }
    }

    [JsonSerializable(typeof(string))]
    private sealed partial class TextContext : JsonSerializerContext;
}
