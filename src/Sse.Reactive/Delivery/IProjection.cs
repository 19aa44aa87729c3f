namespace Sse.Reactive;

/// <summary>
/// Converts frames and signals to the values of a subscription, pushed and pulled. A struct, so that the JIT compiles the loop for each.
/// </summary>
internal interface IProjection<T>
{
    /// <summary>Whether it converts frames other than events.</summary>
    bool WantsAllFrames { get; }

    bool TryProject(SseSignal signal, out T value);

    bool TryProject(SseFrameView frame, out T value);
}
