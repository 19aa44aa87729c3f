namespace Sse.Reactive;

/// <summary>The state of a connection, with the values of <c>EventSource.readyState</c> (HTML 9.2.2).</summary>
public enum SseConnectionState
{
    /// <summary>Connecting, or waiting for the next attempt.</summary>
    Connecting = 0,

    /// <summary>The stream is open.</summary>
    Open = 1,

    /// <summary>The sequence has ended: no further attempt follows.</summary>
    Closed = 2,
}
