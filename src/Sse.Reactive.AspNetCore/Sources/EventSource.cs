namespace Sse.Reactive.AspNetCore;

/// <summary>The source of one response, of whatever type.</summary>
/// <param name="Subscribe">Subscribes the connection that receives the events, and returns the subscription.</param>
/// <param name="IsPulled">Whether the source waits for the client: nothing of it is dropped, whatever the overflow policy.</param>
internal sealed record EventSource(Func<ClientConnection, IDisposable> Subscribe, bool IsPulled);
