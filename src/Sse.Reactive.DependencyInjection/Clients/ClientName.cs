namespace Sse.Reactive.DependencyInjection;

/// <summary>A client that is registered.</summary>
internal sealed record ClientName(string Name);
