using Sse.Reactive;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.DependencyInjection;

// A relay: a named client, a query, a topic and an endpoint.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSseClient("upstream", builder.Configuration.GetSection("Upstream"));
var app = builder.Build();

var prices = new SseTopic("prices", new() { ReplayFromOldest = true });
app.MapSse("/prices", prices);
app.MapGet("/topics/{name}", IResult (string name, SseSubscriber subscriber) =>
    name == prices.Name ? SseResults.Stream(prices.After(subscriber.LastEventId)) : TypedResults.NotFound());
app.MapGet("/last-event-id", (SseSubscriber? subscriber) => subscriber?.LastEventId ?? "invalid");

var upstream = app.Services.GetRequiredKeyedService<SseClient>("upstream");
using var relay = upstream.Connect().OfType("price").Subscribe(prices);

await app.RunAsync();
