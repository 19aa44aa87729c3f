namespace Sse.Reactive.AspNetCore;

/// <summary>An observer that can be asked whether it wants more, and says when it does.</summary>
internal interface IPacedObserver
{
    /// <summary>Whether it takes another value now.</summary>
    /// <param name="source">If not: whom to <see cref="IPausedSource.Resume"/> later.</param>
    bool IsReady(IPausedSource source);

    /// <summary>Asks it to let values wait for those that follow at once.</summary>
    /// <returns>Whether it does: until <see cref="Release"/>.</returns>
    bool TryHold();

    /// <summary>No more follow for now.</summary>
    void Release();

    /// <summary>Told its place before any value, if it came without one: what it would miss before the first is known too, then.</summary>
    /// <param name="lastEventId">The ID.</param>
    void Place(string lastEventId);
}

/// <summary>A source that stopped because its observer was not ready.</summary>
internal interface IPausedSource
{
    void Resume();
}
