using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>Ours: a topic.</summary>
/// <param name="path">Where.</param>
/// <param name="data">An event's data.</param>
/// <param name="heartbeat">The silence after which there is a comment.</param>
internal sealed class Topic(string path, Func<int, string> data, TimeSpan? heartbeat) : IEndpoint
{
    // From the oldest: whoever is counted and not yet subscribed misses nothing either.
    private readonly SseTopic _topic = new("ticks", new() { MaxEvents = 10_000, ReplayFromOldest = true });
    private int _subscribers;

    public static IEndpoint Json => new Topic("/topic/json", Tick.Json, null);

    public static IEndpoint Strings => new Topic("/topic/strings", Tick.Text, null);

    /// <summary>As it is unless somebody asks for something else.</summary>
    public static IEndpoint Beating => new Topic("/topic/beating", Tick.Text, new SseServerOptions().HeartbeatInterval);

    public string Path => path;

    public int Subscribers => Volatile.Read(ref _subscribers);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSse(
        path,
        s =>
        {
            Interlocked.Increment(ref _subscribers);
            return _topic.After(s.LastEventId);
        },
        new() { HeartbeatInterval = heartbeat });

    public void Publish(int number) => _topic.Publish(new(data(number)));
}
