namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A response to which a topic writes directly: for a turn, its subscription is the writer, as long as it has events and the client accepts
/// them.
/// </summary>
internal interface ITopicClient
{
    /// <summary>Whether writing runs code of the subscriber, so that it has to be done in the subscriber's context.</summary>
    bool RunsUserCode { get; }

    /// <summary>Whether accepting an event calls a function of the subscriber, which may take long.</summary>
    bool MayBlock { get; }

    /// <summary>Whether its headers were sent, or are about to be. Thread-safe.</summary>
    bool IsOpen { get; }

    /// <summary>Becomes the writer, if there is none.</summary>
    /// <param name="topic">If there is one: whom it resumes when it has written.</param>
    bool TryBeginTurn(IPausedSource topic);

    /// <summary>Whether another event can be written in this turn. Flushes what was written when it is much.</summary>
    /// <param name="topic">Whom to resume if the turn has ended because the client does not accept more now.</param>
    /// <param name="isSlow">Whether events may follow each other slowly: what was written does not wait long for the next one.</param>
    bool CanWrite(IPausedSource topic, bool isSlow);

    /// <summary>Writes an event of a topic, which is encoded already, or an ID.</summary>
    void Write(EncodedEvent message);

    /// <summary>
    /// Whether the stream goes on where events are missing. It does not if its client does not ask again, and so would take the rest for
    /// the whole.
    /// </summary>
    bool GoesOnAt(GapPlace gap);

    /// <summary>Ends the stream because its client was too slow, and events that it has not received are no longer held.</summary>
    void EndTooSlow();

    /// <summary>Lets the stream end without this turn, because code of the subscriber runs until <see cref="TakeBack"/>.</summary>
    void Lend();

    /// <summary>Ends <see cref="Lend"/>. If the stream has ended meanwhile, the turn has too.</summary>
    void TakeBack();

    /// <summary>Flushes what was written, and ends the turn unless that has ended.</summary>
    void EndTurn();
}
