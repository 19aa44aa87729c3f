namespace Sse.Reactive.AspNetCore;

/// <summary>Where a subscriber starts in the history of a topic.</summary>
/// <param name="Next">The position of the first event.</param>
/// <param name="Gap">The gap before that event.</param>
/// <param name="StartingId">The ID to resume after before the first event has arrived, for a subscriber that came without an ID.</param>
internal readonly record struct TopicStart(long Next, TopicGap? Gap = null, string? StartingId = null);
