using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>A topic that one node serves, and another one publishes to.</summary>
internal sealed class SharedBroadcaster(string path, ISseTopic served, ISseTopic published) : IEndpointBroadcaster
{
    private int _subscribers;

    public string Path => path;

    public int Subscribers => Volatile.Read(ref _subscribers);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapSse(
        path,
        s =>
        {
            Interlocked.Increment(ref _subscribers);
            return served.After(s.LastEventId);
        },
        new() { HeartbeatInterval = null });

    public void Publish(int number) => _ = published.PublishAsync(new(Tick.Json(number))).AsTask();
}
