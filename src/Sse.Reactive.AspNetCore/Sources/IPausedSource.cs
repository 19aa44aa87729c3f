namespace Sse.Reactive.AspNetCore;

/// <summary>A source that paused because its observer had no room.</summary>
internal interface IPausedSource
{
    void Resume();
}
