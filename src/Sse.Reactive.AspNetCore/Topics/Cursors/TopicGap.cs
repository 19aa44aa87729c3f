namespace Sse.Reactive.AspNetCore;

/// <summary>Events that a subscriber does not receive.</summary>
/// <param name="Value">The gap.</param>
/// <param name="LastEventId">The ID of the event that reports it, after which a subscriber resumes with the event after the gap.</param>
/// <param name="Next">The position of the event after the gap.</param>
/// <param name="Place">Where it is.</param>
internal sealed record TopicGap(SseGap Value, string LastEventId, long Next, GapPlace Place = GapPlace.Within);
