namespace Sse.Reactive.Tests.Faults;

/// <summary>The ways to consume a connection.</summary>
public enum Door
{
    /// <summary><see cref="SseObservable.Connect(SseTransport, SseOptions?)"/>.</summary>
    Pushed,

    /// <summary><see cref="SseObservable.Signals(SseTransport, SseOptions?)"/>.</summary>
    Signals,

    /// <summary><see cref="SseAsyncEnumerable.Connect(SseTransport, SseOptions?)"/>.</summary>
    Pulled,
}
