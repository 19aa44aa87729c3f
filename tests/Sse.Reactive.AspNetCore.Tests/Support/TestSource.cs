using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A subject whose subscribers a test can wait for.</summary>
internal sealed class TestSource : IObservable<SseEvent>, IObserver<SseEvent>, IDisposable
{
    private readonly Subject<SseEvent> _subject = new();

    public bool HasObservers => _subject.HasObservers;

    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        var subscription = _subject.Subscribe(observer);
        Waiting.Pulse();
        return Disposable.Create(() =>
        {
            subscription.Dispose();
            Waiting.Pulse();
        });
    }

    public void OnNext(SseEvent value) => _subject.OnNext(value);

    public void OnError(Exception error) => _subject.OnError(error);

    public void OnCompleted() => _subject.OnCompleted();

    public void Dispose() => _subject.Dispose();
}
