namespace Sse.Reactive;

/// <summary>
/// What a subscription makes of what its connections bring, pushed and pulled alike. A struct, so that the loop is compiled for each.
/// </summary>
internal interface IProjection<T>
{
    /// <summary>Whether frames other than events are wanted.</summary>
    bool WantsAllFrames { get; }

    bool TryProject(SseSignal signal, out T value);

    bool TryProject(SseFrameView frame, out T value);
}
