namespace Sse.Reactive.AspNetCore;

/// <summary>An event that a store appends.</summary>
/// <param name="Value">The event: its data and type. Its ID is empty, because the store assigns one.</param>
/// <param name="Tag">What the publisher added for filters; see <see cref="SseHistoryEntry.Tag"/>.</param>
public sealed record SsePublishedEvent(SseEvent Value, string? Tag = null);
