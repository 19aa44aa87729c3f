namespace Sse.Reactive.AspNetCore;

/// <summary>What a topic remembers: its latest events, in order, from <see cref="First"/> to <see cref="Last"/> without a hole.</summary>
/// <remarks>
/// A log belongs to one topic, which calls it one call at a time, under its lock and in its publishers' threads: it must not wait for a network. (A store that
/// has to is no log but a topic of its own: <c>MapSse</c> takes any observable.) What a log throws is the publisher's or the subscriber's error.
/// </remarks>
public interface ISseLog
{
    /// <summary>
    /// What tells this log's positions from all others': a new value whenever positions begin anew, as after a restart that forgets them. Letters and digits. It is part of the IDs
    /// that the topic issues, so that an ID from before is known to be unknown.
    /// </summary>
    string Epoch { get; }

    /// <summary>The position of the oldest event held; one more than <see cref="Last"/> if none is.</summary>
    long First { get; }

    /// <summary>The position of the latest event ever appended, held or not; 0 before the first.</summary>
    long Last { get; }

    /// <summary>Appends an event, and lets go of what its bounds no longer allow; never of this one.</summary>
    /// <param name="entry">The event; its position is one more than <see cref="Last"/>.</param>
    /// <exception cref="SseDuplicateIdException">An event of that ID is held. Nothing has changed.</exception>
    void Append(SseLogEntry entry);

    /// <summary>Reads the event at a position.</summary>
    /// <param name="position">Any position.</param>
    /// <returns>The event; <see langword="null"/> if none is held there.</returns>
    SseLogEntry? Read(long position);

    /// <summary>Finds an event by its ID.</summary>
    /// <param name="lastEventId">Any ID.</param>
    /// <returns>Its position; <see langword="null"/> if no event of that ID is held.</returns>
    long? Find(string lastEventId);

    /// <summary>Lets go of what is too old, if age is among its bounds.</summary>
    /// <param name="now">The time on the topic's scheduler.</param>
    void Trim(DateTimeOffset now);
}
