namespace Sse.Reactive.DependencyInjection;

/// <summary>Where a subscription connects to, and how: both of one reading of the configuration.</summary>
internal sealed record ClientTarget(Uri Uri, SseOptions Options);
