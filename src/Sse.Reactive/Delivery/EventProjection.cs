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
        var select = selector; // null once the subscription is over, which another thread may decide
        var isEvent = frame.Kind == SseFrameKind.Event && select is not null;
        value = isEvent ? select!(frame.Event) : default!;
        return isEvent;
    }
}
