using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>A configuration section from which a client reads options, and whose changes it follows.</summary>
internal sealed record BoundSection(string Name, IConfigurationSection Section);
