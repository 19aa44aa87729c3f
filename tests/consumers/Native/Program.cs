using System.Reactive.Linq;
using System.Text.Json.Serialization;
using Sse.Reactive;

// A client that is published trimmed or ahead of time: source-generated JSON, used in three ways, across a connection that breaks.
var uri = new Uri(args[0]);

await SseObservable.Connect(uri).OfType("price").Json(PriceJson.Default.Price)
    .ForEachAsync(price => Console.WriteLine($"json {price.Amount}"));

var byType = SseJson.Map<object>()
    .On("price", PriceJson.Default.Price)
    .Otherwise(view => view.ToEvent());
await SseObservable.Connect(uri, byType)
    .ForEachAsync(message => Console.WriteLine(message is Price price ? $"map {price.Amount}" : $"map {message}"));

await foreach (var price in SseAsyncEnumerable.Connect(uri, SseJson.Selector(PriceJson.Default.Price)))
{
    Console.WriteLine($"pulled {price.Amount}");
}

await SseObservable.Signals(uri).Share().States().ForEachAsync(state => Console.WriteLine($"state {state}"));

internal sealed record Price(int Amount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Price))]
internal sealed partial class PriceJson : JsonSerializerContext;
