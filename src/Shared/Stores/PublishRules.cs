namespace Sse;

/// <summary>Which events can be published to a topic of a store, also by what a store adds to <c>ISseTopic</c>.</summary>
internal static class PublishRules
{
    /// <summary>The type of the event that ends the topic for its present subscribers. It is not delivered.</summary>
    public const string EndType = "sse-end";

    /// <returns>The event.</returns>
    /// <exception cref="ArgumentException">It has an ID, or its type is reserved or invalid.</exception>
    public static SseEvent Check(string topic, SseEvent value, string store)
    {
        if (value.LastEventId.Length > 0)
        {
            throw new ArgumentException(
                $"The event has the ID '{value.LastEventId}', but {store} assigns the IDs of the topic '{topic}'. "
                    + "Publish the event without an ID: e with { LastEventId = \"\" }.",
                nameof(value));
        }

        if (value.Type == EndType)
        {
            throw new ArgumentException(
                $"The event type '{value.Type}' is reserved: in a store it ends the topic. Call EndAsync, or choose another type.",
                nameof(value));
        }

        if (value.Type == SseGap.EventType)
        {
            throw new ArgumentException(
                $"The event type '{value.Type}' is reserved: with it, a node reports what it cannot deliver. Choose another type. "
                    + "If the event is one of another server, remove it (WithoutGaps).",
                nameof(value));
        }

        if (value.Type.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException(
                "The event type contains CR, LF or U+0000, which no stream can carry. Choose a type without them.", nameof(value));
        }

        return value;
    }
}
