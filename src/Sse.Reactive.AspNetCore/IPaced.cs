namespace Sse.Reactive.AspNetCore;

/// <summary>An observer that can be asked whether it wants more, and says when it does.</summary>
internal interface IPaced
{
    /// <summary>Whether it takes another value now.</summary>
    /// <param name="source">If not: whom to <see cref="IResumable.Resume"/> later.</param>
    bool IsReady(IResumable source);
}

/// <summary>A source that stopped because its observer was not ready.</summary>
internal interface IResumable
{
    void Resume();
}
