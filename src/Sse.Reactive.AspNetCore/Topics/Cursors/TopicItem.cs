using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// What a subscriber of a topic receives next: an event, a gap, the ID that it starts after, or the end; <see langword="default"/> if there
/// is nothing yet.
/// </summary>
internal readonly record struct TopicItem(
    SseHistoryEntry? Entry = null, TopicGap? Gap = null, string? StartingId = null, Notification<SseEvent>? End = null)
{
    public static TopicItem Failure(Exception error) => new(End: Notification.CreateOnError<SseEvent>(error));
}
