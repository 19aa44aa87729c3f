namespace Sse.Reactive.AspNetCore;

/// <summary>
/// An observable that passes the observer itself to the topic, which can then pace it if it is an <see cref="IResponseObserver"/>. Rx's
/// <c>Create</c> would wrap it.
/// </summary>
/// <param name="subscribe">Subscribes to it.</param>
/// <param name="runsUserCode">Whether that runs code of the subscriber, which may block.</param>
internal sealed class TopicStream(Func<IObserver<SseEvent>, IDisposable> subscribe, bool runsUserCode = false) : IObservable<SseEvent>
{
    public bool RunsUserCode => runsUserCode;

    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return subscribe(observer);
    }
}
