#region ReadmeServer
using System.Reactive.Linq;
using Sse.Protocol;
using Sse.Reactive.AspNetCore;

var app = WebApplication.CreateBuilder(args).Build();

var prices = new SseTopic("prices"); // keeps the latest events for clients that come back
app.MapSse("/prices", prices);

Observable.Interval(TimeSpan.FromSeconds(1)).Subscribe(i => prices.Publish(new SseEvent($"{42 + i % 5}.10", "price")));

app.Run();
#endregion
