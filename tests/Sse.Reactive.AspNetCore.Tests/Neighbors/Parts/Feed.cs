using System.Reactive.Disposables;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A source whose subscribers are counted, pushed and pulled.</summary>
internal sealed class Feed : IObservable<SseEvent>, IDisposable
{
    private readonly Subject<SseEvent> _events = new();
    private int _subscribers;

    public int Subscribers => Volatile.Read(ref _subscribers);

    public void Publish(string data) => _events.OnNext(new(data));

    public IDisposable Subscribe(IObserver<SseEvent> observer)
    {
        var subscription = _events.Subscribe(observer);
        Interlocked.Increment(ref _subscribers);
        Waiting.Pulse();
        return Disposable.Create(() =>
        {
            subscription.Dispose();
            Interlocked.Decrement(ref _subscribers);
            Waiting.Pulse();
        });
    }

    public async IAsyncEnumerable<SseEvent> PullAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var events = Channel.CreateUnbounded<SseEvent>();
        using var subscription = this.Subscribe(e => events.Writer.TryWrite(e));
        await foreach (var value in events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return value;
        }
    }

    public void Dispose() => _events.Dispose();
}
