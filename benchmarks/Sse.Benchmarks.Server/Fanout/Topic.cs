using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>Our server: a topic.</summary>
/// <param name="path">The route.</param>
/// <param name="data">The data of an event.</param>
/// <param name="heartbeat">The heartbeat interval; <see langword="null"/> for none.</param>
internal sealed class Topic(string path, Func<int, string> data, TimeSpan? heartbeat) : IEndpointBroadcaster
{
    private readonly SseTopic _topic = new("ticks");

    public static IEndpointBroadcaster Json => new Topic("/topic/json", Tick.Json, null);

    public static IEndpointBroadcaster Strings => new Topic("/topic/strings", Tick.Text, null);

    /// <summary>With the default options.</summary>
    public static IEndpointBroadcaster WithHeartbeats => new Topic("/topic/beating", Tick.Text, new SseServerOptions().HeartbeatInterval);

    public string Path => path;

    public int Subscribers => _topic.SubscriberCount;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSse(
        path, s => _topic.After(s.LastEventId), new() { HeartbeatInterval = heartbeat });

    public void Publish(int number) => _topic.Publish(new(data(number)));
}
