namespace Sse.Reactive.AspNetCore;

/// <summary>
/// An observable that passes the observer itself to the topic, which can then pace it if it is an <see cref="IResponseObserver"/>. Rx's
/// <c>Create</c> would wrap it.
/// </summary>
internal sealed class TopicStream(Func<IObserver<SseEvent>, IDisposable> subscribe) : IObservable<SseEvent>
{
    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
