using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Protocol;
using Sse.Reactive;
using Sse.Reactive.Testing;

var uri = new Uri(args[0]);

// Pulled: Where and Select are those of System.Linq.AsyncEnumerable.
await foreach (var line in SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "price").Select(e => $"pulled {e.LastEventId} {e.Data}"))
{
    Console.WriteLine(line);
}

// Pushed: Where and Select are those of Rx.
await SseObservable.Connect(uri)
    .OfType("price")
    .Select(e => $"pushed {e.LastEventId} {e.Data}")
    .ForEachAsync(line => Console.WriteLine(line));

// Tested, in virtual time.
var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10))
    .Connection("--a-#", ('a', SseMarble.Wire("retry: 60000\nid: 7\ndata: x\n\nid: 8\ndata: ha")))
    .Connection("-b--|", ('b', new SseEvent("y", LastEventId: "9")))
    .Then(204);
server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(3))
    .ToBe("--a- 1m -b-- 1m |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "9")));
Console.WriteLine($"tested {string.Join(",", server.LastEventIds)}");
