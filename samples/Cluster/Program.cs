using System.CommandLine;
using System.Globalization;
using Cluster;
using Microsoft.Extensions.Hosting;
using Sse.Reactive.AspNetCore.Postgres;
using Sse.Reactive.AspNetCore.Redis;

var postgres = new Option<string?>("--postgres") { Description = "A PostgreSQL database that is there: its connection string." };
var redis = new Option<string?>("--redis") { Description = "A Redis or Valkey server that is there: host:port." };
var start = new Option<string?>("--start") { Description = "Starts an engine on a free port, and stops it at the end." };
var port = new Option<int>("--port") { Description = "The port of the page on 127.0.0.1; 0 picks any.", DefaultValueFactory = _ => 5084 };
var move = new Option<double>("--move-every")
{
    Description = "After how many seconds a page is moved to the other node.",
    DefaultValueFactory = _ => 3,
};
start.AcceptOnlyFromAmong("postgres", "redis");
postgres.Validators.Add(result => Connections.Check(result, "--postgres: expected a connection string", Connections.ParsePostgres));
redis.Validators.Add(result => Connections.Check(result, "--redis: expected host:port", Connections.ParseRedis));
port.Validators.Add(result =>
{
    if (result.Tokens is [var token]
        && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 65535)))
    {
        result.AddError("--port: expected a number from 0 to 65535.");
    }
});
move.Validators.Add(result =>
{
    if (result.Tokens is [var token]
        && (!double.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) || value is not (>= 0.1 and <= 3600)))
    {
        result.AddError("--move-every: expected a number of seconds from 0.1 to 3600.");
    }
});

var command = new RootCommand("Two nodes of one server. A page is moved from node to node, and misses nothing.")
{
    postgres, redis, start, port, move,
};
command.Validators.Add(result =>
{
    if (new Option[] { postgres, redis, start }.Count(option => result.GetResult(option) is not null) != 1)
    {
        result.AddError("Choose one of --postgres CONNECTION, --redis HOST:PORT, --start postgres and --start redis.");
    }
});
command.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        await using var engine = parsed.GetValue(start) switch
        {
            "postgres" => await PostgresEngine.StartAsync(cancellationToken),
            "redis" => await RedisEngine.StartAsync(cancellationToken),
            _ => null,
        };
        Action<ISseTopicsBuilder> use = (engine?.Kind, parsed.GetValue(postgres), parsed.GetValue(redis)) switch
        {
            ("postgres", _, _) => topics => topics.UsePostgres(engine.Connection),
            ("redis", _, _) => topics => topics.UseRedis(engine.Connection),
            (_, { } connection, _) => topics => topics.UsePostgres(connection),
            (_, _, var server) => topics => topics.UseRedis(server!),
        };
        await using var one = await Node.StartAsync("one", use, TimeSpan.FromSeconds(parsed.GetValue(move)), cancellationToken);
        await using var two = await Node.StartAsync("two", use, TimeSpan.FromSeconds(parsed.GetValue(move)), cancellationToken);
        await using var front = await Front.StartAsync(parsed.GetValue(port), [one, two], cancellationToken);
        front.Lifetime.ApplicationStopping.Register(() => _ = Task.WhenAll(one.StopAsync(), two.StopAsync())); // which ends the streams
        Console.WriteLine(
            $"Open {front.Urls.Single()} to see the page move between {one.Urls.Single()} and {two.Urls.Single()}. Press Ctrl+C to stop.");
        await front.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (Exception error) when (error is IOException or SseStoreException or EngineException)
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
});

var arguments = command.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    Console.Error.WriteLine("--help shows the options.");
    return 2;
}

return await arguments.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
