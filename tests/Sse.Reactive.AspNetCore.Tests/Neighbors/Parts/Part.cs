using Microsoft.AspNetCore.Builder;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A part of ASP.NET Core that an application may use next to event streams.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Build">Registers its services.</param>
/// <param name="Use">Adds its middleware and endpoints.</param>
/// <param name="Endpoint">Configures the endpoints of streams.</param>
public sealed record Part(
    string Name,
    Action<WebApplicationBuilder>? Build = null,
    Action<WebApplication>? Use = null,
    Action<IEndpointConventionBuilder>? Endpoint = null)
{
    public override string ToString() => Name;
}
