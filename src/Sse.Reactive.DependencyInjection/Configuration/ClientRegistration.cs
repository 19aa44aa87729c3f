namespace Sse.Reactive.DependencyInjection;

/// <summary>The registration of a client.</summary>
internal sealed record ClientRegistration(string Name);
