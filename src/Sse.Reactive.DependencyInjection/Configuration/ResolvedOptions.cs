namespace Sse.Reactive.DependencyInjection;

/// <summary>The URL and options of a client, both from the same reading of its configuration.</summary>
internal sealed record ResolvedOptions(Uri Uri, SseOptions Options);
