using System.Reactive.Linq;
using Library;
using Sse.Reactive;

var uri = new Uri(args[0]);

// Pulled: the package includes LINQ for async sequences, which .NET 8 lacks.
var pulled = SseAsyncEnumerable.Connect(uri).Where(e => e.Type == "price").Take(5).Select(e => $"pulled {e.LastEventId} {e.Data}");
await foreach (var line in pulled)
{
    Console.WriteLine(line);
}

await SseObservable.Connect(uri).OfType("price").ForEachAsync(e => Console.WriteLine($"pushed {e.LastEventId} {e.Data}"));

// The same through a library that is compiled against netstandard2.0.
await foreach (var line in Prices.Pulled(uri))
{
    Console.WriteLine(line);
}

await Prices.Pushed(uri).ForEachAsync(line => Console.WriteLine(line));
