using Microsoft.AspNetCore.Routing;

namespace Sse.Benchmarks.Server;

/// <summary>A broadcaster that is an endpoint of ASP.NET Core.</summary>
internal interface IEndpointBroadcaster : IBroadcaster
{
    void Map(IEndpointRouteBuilder endpoints);
}
