using System.Reactive.Linq;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Sse.Protocol;
using Sse.Reactive.AspNetCore;

// A server that is published ahead of time: a topic, JSON as the application has configured it, and a handler that takes the subscriber.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PriceJson.Default));
var app = builder.Build();

var prices = new SseTopic("prices", new() { ReplayFromOldest = true });
app.MapSse("/prices", prices);
app.MapSse("/json", _ => Observable.Range(1, 3).Select(n => new SseEvent<Price>(new(n), "price")));
app.MapSse("/pulled", _ => Pull());
app.MapGet("/topics/{name}", Results<SseStreamResult, NotFound> (string name, SseSubscriber subscriber) =>
    name == prices.Name ? SseResults.Stream(prices.After(subscriber.LastEventId)) : TypedResults.NotFound());
app.MapPost("/publish/{amount:int}", (int amount) => prices.PublishJson(new Price(amount), PriceJson.Default.Price, "price"));

await app.RunAsync();

static async IAsyncEnumerable<SseEvent<Price>> Pull()
{
    for (var n = 1; n <= 3; n++)
    {
        await Task.Yield();
        yield return new(new(n), "price");
    }
}

internal sealed record Price(int Amount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Price))]
internal sealed partial class PriceJson : JsonSerializerContext;
