using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <summary>What is next for a subscriber of a topic: one of these, or nothing yet.</summary>
internal readonly record struct TopicItem(SseLogEntry? Entry = null, TopicGap? Gap = null, Notification<SseEvent>? End = null);

/// <summary>Missing events.</summary>
/// <param name="Value">The gap.</param>
/// <param name="Event">What tells a subscriber.</param>
/// <param name="Next">The position that follows.</param>
internal sealed record TopicGap(SseGap Value, SseEvent Event, long Next);

/// <summary>Where a subscriber begins.</summary>
/// <param name="Next">The position of the event that is next.</param>
/// <param name="Gap">What is missing before that.</param>
/// <param name="Id">The ID of its place, if it came without one.</param>
internal readonly record struct TopicCursor(long Next, TopicGap? Gap = null, string? Id = null);
