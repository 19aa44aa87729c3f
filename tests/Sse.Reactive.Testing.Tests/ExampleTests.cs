using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Tests.Shared;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The examples in the XML documentation of the test kit.</summary>
public class ExampleTests
{
    [Test]
    public void Each_example_is_part_of_this_file() =>
        DocumentationExamples.AssertCompiled(typeof(SseScript).Assembly, "tests/Sse.Reactive.Testing.Tests/ExampleTests.cs");

    [Test]
    public void Marbles()
    {
        var marbles = new Marbles(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10));
        var events = marbles.Hot("a-b---c|");
        var throttled = events.Throttle(TimeSpan.FromMilliseconds(30), marbles.Scheduler);
        marbles.Expect(throttled).ToBe("-----b-(c|)");
    }

    [Test]
    public void MarbleDiagram()
    {
        var picture = new MarbleDiagram("Throttle keeps the last of a burst", TimeSpan.FromMilliseconds(10))
            .Add("events", "a-b------c--|", ('a', "1.10"), ('b', "1.20"), ('c', "1.30"))
            .AddOperator("Throttle(40 ms)")
            .Add("prices", "------b-----(c|)");
        File.WriteAllText("throttle.svg", picture.ToSvg());
    }

    [Test]
    public void Expect_with_a_subscription()
    {
        var marbles = NewMarbles();
        var source = marbles.Hot("-a-b-c-d-|");
        marbles.Expect(source, "  --^---!").ToBe("---b-c---");
    }

    [Test]
    public void Hot()
    {
        var marbles = NewMarbles();
        var prices = marbles.Hot("-a-^-b--|", ('a', new SseEvent("1.10", "price")), ('b', new SseEvent("1.20", "price")));
        marbles.Expect(prices).ToBe("--b--|", ('b', new SseEvent("1.20", "price")));
    }

    [Test]
    public void ColdOf()
    {
        var marbles = NewMarbles();
        var numbers = marbles.ColdOf("-a-b|", ('a', 1), ('b', 2));
        marbles.Expect(numbers.Sum()).ToBe("----(s|)", ('s', 3));
    }

    [Test]
    public void ExpectSubscriptions()
    {
        var marbles = NewMarbles();
        var source = marbles.Cold("-a-b-c|");
        marbles.Expect(source.Take(2)).ToBe("-a-(b|)");
        source.ExpectSubscriptions("^--!");
    }

    [Test]
    public void ToBe()
    {
        var marbles = NewMarbles();
        var lengths = marbles.Hot("-a-b|", ('a', "one"), ('b', "three")).Select(e => e.Data.Length);
        marbles.Expect(lengths).ToBe("-a-b|", ('a', 3), ('b', 5));
    }

    [Test]
    public void ToBe_of_events()
    {
        var server = new SseScript(new HistoricalScheduler());
        server.Connection("--a-b", ('a', "hello"), ('b', new SseEvent("42", "price", LastEventId: "7")));
        var events = SseObservable.Connect(server.Transport, server.Options);
        server.Expect(events).ToBe("--a-b", ('a', "hello"), ('b', new SseEvent("42", "price", LastEventId: "7")));
    }

    [Test]
    public void Script()
    {
        var server = new SseScript(new HistoricalScheduler())
            .Connection("--a-#") // one event, then the connection is reset
            .Connection("-b|")
            .Then(204);
        server.Expect(SseObservable.Connect(server.Transport, server.Options)).ToBe("--a- 3s -b 6s |");
    }

    [Test]
    public void Script_over_HTTP()
    {
        var server = new SseScript(new HistoricalScheduler()).Connection("--a-b|").Then(204);
        using var client = new HttpClient(server.CreateHandler());
        var events = SseObservable.Connect("https://example.com/events", server.Options with { HttpClient = client });
        server.Expect(events).ToBe("--a-b 3s |");
    }

    [Test]
    public void Connection()
    {
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
            .Connection("---^-a-#", ('a', new SseEvent("x", LastEventId: "7"))) // a slow response, one event, a reset
            .Connection("-b", ('b', SseMarble.Wire("id: 8\ndata: y\n\n")));    // one event, then silence
        server.Expect(SseObservable.Connect(server.Transport, server.Options).Select(e => e.Data)).ToBe("-----x- 3s -y");
        server.ExpectAttempts("a------ 3s b", ('a', ""), ('b', "7"));
    }

    [Test]
    public void Run()
    {
        var server = new SseScript(new HistoricalScheduler()).Connection("-a--").Forever();
        var observed = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(1));
        Assert.That(observed.Values, Is.EqualTo(new[] { new SseEvent("a") }));
    }

    [Test]
    public void Wire()
    {
        var server = new SseScript(new HistoricalScheduler());
        server.Connection("-a--b|", ('a', SseMarble.Wire("retry: 500\nid: 7\ndata: he")), ('b', SseMarble.Wire("llo\n\n: a comment\n\n")));
        var events = SseObservable.Connect(server.Transport, server.Options);
        server.Expect(events).ToBe("----e", ('e', new SseEvent("hello", LastEventId: "7")));
    }

    [Test]
    public void Chunking()
    {
        var stream = "data: €\r\n\r\n"u8.ToArray();
        foreach (var chunks in Chunkings.Every(stream))
        {
            var events = chunks.ToObservable().ParseSse().ToEnumerable();
            Assert.That(events, Is.EqualTo(new[] { new SseEvent("€") }));
        }
    }

    private static Marbles NewMarbles() => new(new HistoricalScheduler());
}
