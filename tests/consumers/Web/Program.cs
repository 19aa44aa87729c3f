using Sse.Reactive;
using Sse.Reactive.AspNetCore;

// A relay: our client, a query, a topic, an endpoint.
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

var prices = new SseTopic("prices", new() { FromOldest = true });
app.MapSse("/prices", subscriber => prices.After(subscriber.LastEventId));

var upstream = new Uri(app.Configuration["upstream"] ?? throw new ArgumentException("--upstream URL is missing."));
using var relay = SseObservable.Connect(upstream).OfType("price").Subscribe(prices);

await app.RunAsync();
