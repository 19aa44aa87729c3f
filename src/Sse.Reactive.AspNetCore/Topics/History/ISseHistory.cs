namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The history of a topic: its latest events, in order, from <see cref="First"/> to <see cref="Last"/> with none missing.
/// </summary>
/// <remarks>
/// A history belongs to one topic, which makes one call at a time, under its lock and on its publishers' threads: an implementation must
/// not wait for a network. (A store that has to replaces the topic instead: <c>MapSse</c> accepts any observable or async sequence.) What
/// an implementation throws from <see cref="Append"/> is thrown to the publisher; what it throws otherwise is the subscriber's error.
/// </remarks>
public interface ISseHistory
{
    /// <summary>
    /// Identifies this sequence of positions: a new value whenever positions start again from 1, as after a restart that loses the events.
    /// 1 to 20 ASCII letters and digits. It is part of the IDs that the topic assigns, so that an ID from before is recognized as unknown.
    /// </summary>
    string Epoch { get; }

    /// <summary>The position of the oldest event held; one more than <see cref="Last"/> if none is.</summary>
    long First { get; }

    /// <summary>The position of the latest event ever appended, whether or not it is still held; 0 before the first.</summary>
    long Last { get; }

    /// <summary>Appends an event, and removes the events that exceed its limits; never the appended one.</summary>
    /// <param name="entry">The event; its position is one more than <see cref="Last"/>.</param>
    /// <exception cref="ArgumentException">The position is not the next one. Nothing has changed.</exception>
    /// <exception cref="SseDuplicateIdException">An event with that ID is held. Nothing has changed.</exception>
    void Append(SseHistoryEntry entry);

    /// <summary>Reads the event at a position.</summary>
    /// <param name="position">Any position.</param>
    /// <returns>The event; <see langword="null"/> if none is held there.</returns>
    SseHistoryEntry? Read(long position);

    /// <summary>Finds an event by its ID, compared ordinally.</summary>
    /// <param name="lastEventId">Any ID.</param>
    /// <returns>The position of the event; <see langword="null"/> if no event with that ID is held.</returns>
    long? Find(string lastEventId);

    /// <summary>Removes the events that are too old, if age is limited.</summary>
    /// <param name="now">The time on the topic's scheduler.</param>
    void Trim(DateTimeOffset now);
}
