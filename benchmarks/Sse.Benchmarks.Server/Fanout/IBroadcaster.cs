using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>What brings an event to all subscribers.</summary>
internal interface IBroadcaster
{
    string Path { get; }

    /// <summary>How many have come so far. An event published when it has counted somebody reaches that one.</summary>
    int Subscribers { get; }

    void Publish(int number);

    /// <summary>Publishes several, one after the other.</summary>
    void PublishAll(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            Publish(number);
        }
    }
}

/// <summary>One that is an endpoint of ASP.NET Core.</summary>
internal interface IEndpoint : IBroadcaster
{
    void Map(IEndpointRouteBuilder endpoints);
}
