using System.Reactive.Linq;
using Library;
using Sse.Reactive;

var uri = new Uri(args[0]);

await foreach (var e in SseAsyncEnumerable.Connect(uri))
{
    Console.WriteLine($"pulled {e.LastEventId} {e.Data}");
}

await SseObservable.Connect(uri).OfType("price").ForEachAsync(e => Console.WriteLine($"pushed {e.LastEventId} {e.Data}"));

// The same by way of a library that was compiled against the netstandard2.0 target.
await foreach (var line in Prices.Pulled(uri))
{
    Console.WriteLine(line);
}

await Prices.Pushed(uri).ForEachAsync(line => Console.WriteLine(line));
