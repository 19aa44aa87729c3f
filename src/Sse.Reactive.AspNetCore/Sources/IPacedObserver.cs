namespace Sse.Reactive.AspNetCore;

/// <summary>An observer that a source can ask whether it has room, and that resumes the source when it has again.</summary>
internal interface IPacedObserver
{
    /// <summary>Whether it accepts another value now.</summary>
    /// <param name="source">If it does not: the source to <see cref="IPausedSource.Resume"/> later.</param>
    bool IsReady(IPausedSource source);

    /// <summary>Asks it to collect the values that follow at once, so that they are written together.</summary>
    /// <returns>Whether it does, until <see cref="Release"/>.</returns>
    bool TryHold();

    /// <summary>Ends a successful <see cref="TryHold"/>: what was collected is written.</summary>
    void Release();

    /// <summary>Receives an event of a topic, which is encoded already.</summary>
    void OnNext(EncodedEvent message);

    /// <summary>
    /// Receives an ID to resume after without an event: the one at which it starts, if the client came without one, or one that moved past
    /// events that are not for it.
    /// </summary>
    /// <param name="lastEventId">The ID.</param>
    void OnId(string lastEventId);
}
