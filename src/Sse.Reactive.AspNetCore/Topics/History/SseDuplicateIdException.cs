namespace Sse.Reactive.AspNetCore;

/// <summary>An event was published under an ID that its topic holds already, or issues itself: a client could not say which of the two it has seen.</summary>
/// <param name="lastEventId">The ID.</param>
public sealed class SseDuplicateIdException(string lastEventId) : Exception(
    $"The topic has, or will issue, an event of the ID '{lastEventId}' itself. Publish without an ID (e with {{ LastEventId = \"\" }}) to have one assigned, "
    + "as one must for events of another stream, where an ID stays until it changes.")
{
    /// <summary>The ID.</summary>
    public string LastEventId { get; } = lastEventId;
}
