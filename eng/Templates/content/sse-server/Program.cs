using System.Reactive.Linq;
using Sse.Protocol;
using Sse.Reactive.AspNetCore;

var app = WebApplication.CreateBuilder(args).Build();

// A topic keeps its latest events: a client that comes back receives what it missed, and then what is published.
var prices = new SseTopic("prices");

// The page in wwwroot, which reads /prices.
app.UseDefaultFiles();
app.UseStaticFiles();

app.MapSse("/prices", prices);

// A part of the topic. Operators come after After, so that these clients also receive what they missed.
app.MapSse("/prices/high", client => prices.After(client.LastEventId).Where(e => e.Type == "high"));

// Replace this by your own source of events. Each gets an ID from the topic.
using var publishing = Observable.Interval(TimeSpan.FromSeconds(1))
    .Select(i => 40 + i % 5)
    .Subscribe(price => prices.Publish(new SseEvent($$"""{"amount":{{price}}}""", price > 42 ? "high" : "price")));

app.Run();
