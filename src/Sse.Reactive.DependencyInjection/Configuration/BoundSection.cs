using Microsoft.Extensions.Configuration;

namespace Sse.Reactive.DependencyInjection;

/// <summary>A section from which a client takes options, and whose changes it is to follow.</summary>
internal sealed record BoundSection(string Name, IConfigurationSection Section);
