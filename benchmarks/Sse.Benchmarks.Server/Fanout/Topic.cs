using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>Ours: a topic.</summary>
/// <param name="path">Where.</param>
/// <param name="data">An event's data.</param>
internal sealed class Topic(string path, Func<int, string> data) : IBroadcaster
{
    private readonly SseTopic _topic = new("ticks", new() { MaxEvents = 100_000, MaxBytes = 1L << 30 });

    public static IBroadcaster Json => new Topic("/topic/json", static n => JsonSerializer.Serialize(Tick.Of(n), TickJson.Default.Tick));

    public static IBroadcaster Strings => new Topic("/topic/strings", Tick.Text);

    public string Path => path;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSse(path, s => _topic.After(s.LastEventId), new() { Heartbeat = null });

    public void Publish(int number) => _topic.Publish(new(data(number)));
}
