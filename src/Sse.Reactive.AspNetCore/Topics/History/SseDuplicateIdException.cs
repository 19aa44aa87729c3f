namespace Sse.Reactive.AspNetCore;

/// <summary>
/// An event was published with an ID that its topic already holds, or that belongs to the IDs the topic assigns: a client could not say
/// which of the two events it has received.
/// </summary>
/// <param name="lastEventId">The ID.</param>
public sealed class SseDuplicateIdException(string lastEventId) : SseException(
    $"The topic already holds an event with the ID '{lastEventId}', or assigns that ID itself. "
    + "Publish the event without an ID (e with { LastEventId = \"\" }) to have one assigned. "
    + "Do so for all events received from another stream, where an ID stays the same until it changes.")
{
    /// <summary>The ID.</summary>
    public string LastEventId { get; } = lastEventId;
}
