// Arguments: --urls, --engine, --connection; --ring (events), --poll (ms), --listen.
// GET /{topic} is the stream, POST /{topic} publishes the body, POST /{topic}/orders/{id} publishes in a transaction.
using System.Globalization;
using Npgsql;
using Sse.Acceptance.Node;
using Sse.Reactive.AspNetCore.Postgres;
using Sse.Reactive.AspNetCore.Redis;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Critical);
var settings = builder.Configuration;
var connection = settings["connection"]!;
var node = new SseSharedTopicsOptions
{
    MaxEvents = int.Parse(settings["ring"] ?? "100", CultureInfo.InvariantCulture),
    PollInterval = TimeSpan.FromMilliseconds(int.Parse(settings["poll"] ?? "1000", CultureInfo.InvariantCulture)),
};
var choice = builder.Services.AddSseTopics();
switch (settings["engine"])
{
    case "postgres":
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connection));
        choice.UsePostgres(
            connection, new() { Listen = settings["listen"] != "false", CommandTimeout = TimeSpan.FromSeconds(2) }, node);
        break;
    case "redis":
        choice.UseRedis(connection, node: node);
        break;
    case var other:
        throw new ArgumentException($"Unknown engine: {other}.");
}

var app = builder.Build();
var topics = app.Services.GetRequiredService<ISseTopics>();
app.MapSse(
    "/{topic}",
    subscriber => topics[(string)subscriber.HttpContext.Request.RouteValues["topic"]!].After(subscriber.LastEventId),
    new SseServerOptions { HeartbeatInterval = TimeSpan.FromSeconds(1) });
app.MapPost("/{topic}", async (string topic, HttpRequest request) =>
{
    using var body = new StreamReader(request.Body);
    var data = await body.ReadToEndAsync();
    try
    {
        return Results.Text(await topics[topic].PublishAsync(new(data)));
    }
    catch (SseStoreException error)
    {
        return Results.Text(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
});
app.MapPost("/{topic}/orders/{id:int}", (string topic, int id, int pause, bool commit) =>
    Orders.PlaceAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), topics[topic], id, pause, commit));
await app.RunAsync();
