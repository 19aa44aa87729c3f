namespace Sse.Reactive.AspNetCore;

/// <summary>Events of a topic, read from a store in one consistent snapshot.</summary>
/// <param name="Events">The events, in order, with none missing between them.</param>
/// <param name="Floor">
/// The ID after which they begin. Reading after it gives the same page again, without a gap, as long as nothing was removed. For an empty
/// topic it is an ID that no event ever has, or that of the last event that was removed.
/// </param>
/// <param name="HasMore">Whether more events followed when the page was read.</param>
/// <param name="Gap">What is missing before the first event; <see langword="null"/> if nothing is.</param>
public sealed record SsePage(IReadOnlyList<SseStoredEvent> Events, string Floor, bool HasMore = false, SseGap? Gap = null);
