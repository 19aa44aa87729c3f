namespace Sse.Reactive.AspNetCore;

/// <summary>An observer that can be asked whether it wants more, and says when it does.</summary>
internal interface IPaced
{
    /// <summary>Whether it takes another value now.</summary>
    /// <param name="source">If not: whom to <see cref="IResumable.Resume"/> later.</param>
    bool IsReady(IResumable source);

    /// <summary>Told its place before any value, if it came without one: what it would miss before the first is known too, then.</summary>
    /// <param name="lastEventId">The ID.</param>
    void Place(string lastEventId);
}

/// <summary>A source that stopped because its observer was not ready.</summary>
internal interface IResumable
{
    void Resume();
}
