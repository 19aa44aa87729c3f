namespace Sse.Reactive.AspNetCore;

/// <summary>An event that is stored.</summary>
/// <param name="Value">The event, with the ID that the store assigned.</param>
/// <param name="PublishedAt">When it was stored, by the clock of the engine.</param>
/// <param name="Tag">What the publisher added for filters; see <see cref="SseHistoryEntry.Tag"/>.</param>
public sealed record SseStoredEvent(SseEvent Value, DateTimeOffset PublishedAt, string? Tag = null);
