namespace Sse.Reactive.AspNetCore;

/// <summary>Events that a subscriber does not receive.</summary>
/// <param name="Value">The gap.</param>
/// <param name="Event">The event that reports it.</param>
/// <param name="Next">The position of the event after the gap.</param>
internal sealed record TopicGap(SseGap Value, SseEvent Event, long Next);
