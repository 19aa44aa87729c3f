using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text.Json;

namespace Sse.Reactive.Testing.Guide;

/// <summary>The examples of <c>docs/testing.md</c>. The xunit project compiles this file too, with another <c>[Test]</c>.</summary>
public class GuideExamples
{
    [Test]
    public void FilterAndThrottle()
    {
        #region FilterAndThrottle
        var marbles = new Marbles(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10));

        var events = marbles.Hot(
            "a-b-x----c--|",
            ('a', new SseEvent("1.10", "price")),
            ('b', new SseEvent("1.20", "price")),
            ('x', "hello"),
            ('c', new SseEvent("1.30", "price")));
        var prices = events.OfType("price").Select(e => e.Data).Throttle(TimeSpan.FromMilliseconds(40), marbles.Scheduler);

        marbles.Expect(prices).ToBe(
            "------b-----(c|)",
            ('b', "1.20"), ('c', "1.30"));
        events.ExpectSubscriptions(
            "^-----------!");
        #endregion
    }

    [Test]
    public void ReconnectAndResume()
    {
        #region ReconnectAndResume
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("--a-#", ('a', SseMarble.Wire("retry: 500\nid: 7\ndata: x\n\nid: 8\ndata: ha"))) // # resets it within an event
            .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "8")))
            .Then(204);

        var seen = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromSeconds(10));

        seen.ToBe(
            "--a- 500ms -b-- 500ms |",
            ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "8")));
        server.ExpectAttempts(
            "f--- 500ms s--- 500ms t",
            ('f', ""), ('s', "7"), ('t', "8"));
        server.ExpectOpen(
            "^---!",
            "---- 500ms ^---!",
            "---- 500ms ---- 500ms (^!)");
        #endregion
    }

    [Test]
    public void TimeoutAndFallback()
    {
        #region TimeoutAndFallback
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("-a-b"); // then the server is silent
        var cache = server.Cold("(yz|)");

        var events = SseObservable.Connect(server.Transport, server.Options)
            .Timeout(TimeSpan.FromMilliseconds(50), cache, server.Scheduler);

        server.Expect(events).ToBe("-a-b----(yz|)");
        server.ExpectOpen("         ^-------!");
        cache.ExpectSubscriptions(" --------(^!)");
        #endregion
    }

    [Test]
    public void Grouping()
    {
        #region Grouping
        var marbles = new Marbles(new HistoricalScheduler());

        var events = marbles.Cold(
            "a-x-b-|",
            ('a', new SseEvent("1", "add")), ('x', new SseEvent("1", "remove")), ('b', new SseEvent("2", "add")));
        var counts = events
            .GroupByType()
            .SelectMany(group => group.Scan(0, (count, _) => count + 1).Select(count => $"{group.Key} {count}"));

        marbles.Expect(counts).ToBe(
            "a-x-b-|",
            ('a', "add 1"), ('x', "remove 1"), ('b', "add 2"));
        #endregion
    }

    [Test]
    public void TokenAssembly()
    {
        #region TokenAssembly
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection(
                "---^--a-b-c--d|",
                ('a', """{"delta":"Re"}"""), ('b', """{"delta":"act"}"""), ('c', """{"delta":"ive"}"""), ('d', "[DONE]"));
        using var client = new HttpClient(server.CreateHandler());
        var options = server.Options with
        {
            HttpClient = client,
            RequestFactory = (_, _) => new(new HttpRequestMessage { Method = HttpMethod.Post, Content = new StringContent("Hello!") }),
        };

        var answer = SseObservable.Connect("https://llm.example/chat", options)
            .TakeWhile(e => e.Data != "[DONE]")
            .Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("delta").GetString())
            .Scan("", string.Concat);

        server.Expect(answer).ToBe("------a-b-c--|", ('a', "Re"), ('b', "React"), ('c', "Reactive"));
        server.ExpectOpen("         ^------------!");
        #endregion
    }
}
