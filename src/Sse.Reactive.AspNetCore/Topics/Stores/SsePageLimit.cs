namespace Sse.Reactive.AspNetCore;

/// <summary>How much to read from a store at once.</summary>
/// <param name="Events">The maximum number of events, at least 1.</param>
/// <param name="Bytes">
/// The maximum size of their data in UTF-8, in bytes; a single event may exceed it. A store that cannot know sizes in advance reads fewer
/// events.
/// </param>
public readonly record struct SsePageLimit(int Events, int Bytes = 1024 * 1024);
