namespace Sse.Reactive.AspNetCore;

/// <summary>The source of one response, of whatever type: subscribes the connection to it.</summary>
/// <param name="connection">The connection that receives the events.</param>
/// <returns>The subscription.</returns>
internal delegate IDisposable EventSource(ClientConnection connection);
