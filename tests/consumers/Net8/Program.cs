using System.Reactive.Linq;
using Library;
using Sse.Reactive;

var uri = new Uri(args[0]);

// Pulled: the package brings LINQ for async sequences, which .NET 8 lacks.
var prices = SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "price").Take(5);
await foreach (var line in prices.Select(e => $"pulled {e.LastEventId} {e.Data}"))
{
    Console.WriteLine(line);
}

await SseObservable.Connect(uri).OfType("price").ForEachAsync(e => Console.WriteLine($"pushed {e.LastEventId} {e.Data}"));

// The same by way of a library that was compiled against the netstandard2.0 target.
await foreach (var line in Prices.Pulled(uri))
{
    Console.WriteLine(line);
}

await Prices.Pushed(uri).ForEachAsync(line => Console.WriteLine(line));
