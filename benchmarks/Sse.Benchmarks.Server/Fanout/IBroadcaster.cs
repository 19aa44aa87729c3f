using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>What brings an event to all subscribers.</summary>
internal interface IBroadcaster
{
    string Path { get; }

    void Map(IEndpointRouteBuilder endpoints);

    void Publish(int number);
}
