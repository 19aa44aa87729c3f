namespace Sse.Reactive;

/// <summary>The state of a connection: <c>EventSource.readyState</c>, with its numbers.</summary>
public enum SseConnectionState
{
    /// <summary>Not yet open, or waiting for the next attempt.</summary>
    Connecting = 0,

    /// <summary>Open: events can come.</summary>
    Open = 1,

    /// <summary>Over: there will be no further attempt.</summary>
    Closed = 2,
}
