using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a subscriber receives.</summary>
internal sealed class Received : IDisposable
{
    private readonly Channel<SseEvent> _events = Channel.CreateUnbounded<SseEvent>();
    private readonly IDisposable _subscription;

    public Received(IObservable<SseEvent> events) => _subscription = events.Subscribe(
        e => _events.Writer.TryWrite(e), error => _events.Writer.TryComplete(error), () => _events.Writer.TryComplete());

    public async Task<SseEvent> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(TestDeadline.Value);

    public void Dispose() => _subscription.Dispose();
}
