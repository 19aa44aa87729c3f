using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>What a subscriber receives.</summary>
internal sealed class Received : IDisposable
{
    private readonly Channel<SseEvent> _channel = Channel.CreateUnbounded<SseEvent>();
    private readonly ConcurrentQueue<SseEvent> _events = [];
    private readonly IDisposable _subscription;

    /// <param name="events">What to subscribe to.</param>
    /// <param name="onNext">Called first for each event.</param>
    public Received(IObservable<SseEvent> events, Action<SseEvent>? onNext = null) => _subscription = events.Subscribe(
        e =>
        {
            onNext?.Invoke(e);
            _events.Enqueue(e);
            _channel.Writer.TryWrite(e);
        },
        error => _channel.Writer.TryComplete(error),
        () => _channel.Writer.TryComplete());

    /// <summary>All events so far.</summary>
    public IReadOnlyCollection<SseEvent> Events => _events;

    /// <summary>The data of all events so far, and the reasons of gaps.</summary>
    public string Data => string.Join(' ', _events.Select(e => SseGap.TryRead(e, out var gap) ? gap.Reason.ToString() : e.Data));

    /// <summary>The next event that was not returned yet.</summary>
    public async Task<SseEvent> NextAsync() => await _channel.Reader.ReadAsync().AsTask().WaitAsync(TestDeadline.Value);

    /// <summary>Waits for the next event with that data.</summary>
    public async Task WaitAsync(string data)
    {
        while ((await NextAsync()).Data != data)
        {
        }
    }

    public void Dispose() => _subscription.Dispose();
}
