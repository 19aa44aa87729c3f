using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>Converts events with a selector, and nothing else.</summary>
internal readonly struct EventProjection<T>(SseSelector<T> selector) : IProjection<T>
{
    public bool WantsAllFrames => false;

    public bool TryProject(SseSignal signal, out T value)
    {
        value = default!;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryProject(SseFrameView frame, out T value)
    {
        var isEvent = frame.Kind == SseFrameKind.Event;
        value = isEvent ? selector(frame.Event) : default!;
        return isEvent;
    }
}
