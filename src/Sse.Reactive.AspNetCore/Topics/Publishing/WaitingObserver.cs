using System.Reactive.Disposables;
using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore;

/// <summary>Receives the events of an observable, which wait to be published. If there is no room, its subscription ends.</summary>
internal sealed class WaitingObserver(ChannelWriter<SseEvent> waiting, ISseTopic topic, int maxWaiting)
    : IObserver<SseEvent>, IDisposable
{
    private readonly SingleAssignmentDisposable _subscription = new();

    public void SubscribeTo(IObservable<SseEvent> events) => _subscription.Disposable = events.Subscribe(this);

    public void OnNext(SseEvent value)
    {
        if (!waiting.TryWrite(value) && waiting.TryComplete(TooMany()))
        {
            _subscription.Dispose();
        }
    }

    public void OnError(Exception error) => waiting.TryComplete(error);

    public void OnCompleted() => waiting.TryComplete();

    public void Dispose() => _subscription.Dispose();

    private SseStoreException TooMany()
    {
        var store = topic.Store?.Name ?? "The topic";
        return new(
            store,
            $"{maxWaiting} events already wait to be published to the topic '{topic.Name}': {store} does not keep up. "
                + "Reduce the events, for example with Sample, or raise maxWaiting.");
    }
}
