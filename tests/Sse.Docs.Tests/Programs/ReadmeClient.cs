#region ReadmeClient
using System.Reactive.Linq;
using Sse.Reactive;

await SseObservable.Connect("https://example.com/prices")
    .OfType("price")
    .ForEachAsync(e => Console.WriteLine($"{e.LastEventId}: {e.Data}"));
#endregion
