using System.Collections.Immutable;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A subscriber in this process, and everything that it has received.</summary>
internal sealed class Recording : IObserver<SseEvent>, IDisposable
{
    private readonly IDisposable _subscription;
    private volatile ImmutableList<SseEvent> _events = []; // deliveries run on other threads, one at a time

    public Recording(IObservable<SseEvent> events) => _subscription = events.Subscribe(this);

    public ImmutableList<SseEvent> Events => _events;

    public bool HasEnded { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The data of all events but gaps.</summary>
    public IEnumerable<string> Data => Events.Where(e => e.Type != SseGap.EventType).Select(e => e.Data);

    public IEnumerable<SseGap> Gaps =>
        Events.Where(e => e.Type == SseGap.EventType).Select(e => SseGap.TryRead(e, out var gap) ? gap : throw new FormatException(e.Data));

    /// <summary>The ID to resume after.</summary>
    public string LastEventId => Events[^1].LastEventId;

    public void OnNext(SseEvent value) => _events = _events.Add(value);

    public void OnError(Exception error) => Error = error;

    public void OnCompleted() => HasEnded = true;

    public void Dispose() => _subscription.Dispose();
}
