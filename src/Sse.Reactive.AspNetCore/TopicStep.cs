using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <summary>What is next for a subscriber of a topic: one of these, or nothing yet.</summary>
internal readonly record struct TopicStep(SseLogEntry? Entry = null, TopicGap? Gap = null, Notification<SseEvent>? End = null);

/// <summary>Missing events.</summary>
/// <param name="Value">The gap.</param>
/// <param name="Event">What tells a subscriber.</param>
/// <param name="Next">The position that follows.</param>
internal sealed record TopicGap(SseGap Value, SseEvent Event, long Next);
