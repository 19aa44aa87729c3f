namespace Sse.Reactive;

/// <summary>Opens one connection: over HTTP, another kind of socket, or a script of a test.</summary>
/// <remarks>
/// An exception is a failed attempt, which <see cref="SseOptions.ReconnectPolicy"/> handles. A response that comes after the token was
/// cancelled is disposed.
/// </remarks>
/// <param name="attempt">The attempt: its number, the ID to resume after, and how the previous one ended.</param>
/// <param name="cancellationToken">Cancelled when the subscription is disposed or the attempt times out.</param>
/// <returns>The response, before its body is read.</returns>
public delegate ValueTask<SseResponse> SseTransport(SseAttempt attempt, CancellationToken cancellationToken);
