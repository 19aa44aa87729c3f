namespace Sse.Reactive.AspNetCore;

/// <summary>The source of one response, of whatever type.</summary>
/// <param name="Create">Makes the source for the connection that receives the events, and does not start it. Runs no user code.</param>
/// <param name="IsPulled">Whether the source waits for the client: nothing of it is dropped, whatever the overflow policy.</param>
internal sealed record EventSource(Func<ClientConnection, ISource> Create, bool IsPulled);
