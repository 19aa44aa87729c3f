namespace Sse.Reactive.AspNetCore;

/// <summary>An observable that shows a topic the observer itself, which may be paced: Rx's own would put another in front of it.</summary>
internal sealed class TopicStream(Func<IObserver<SseEvent>, IDisposable> subscribe) : IObservable<SseEvent>
{
    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
