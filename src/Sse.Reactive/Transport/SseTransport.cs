namespace Sse.Reactive;

/// <summary>A connection as a function of an attempt. HTTP is one; a test's script, or a socket of another kind, are others.</summary>
/// <remarks>
/// What it throws is a failed attempt, which <see cref="SseOptions.ReconnectPolicy"/> judges. A response that comes after the token was
/// cancelled is disposed of.
/// </remarks>
/// <param name="attempt">Which attempt this is, and where to resume.</param>
/// <param name="cancellationToken">Cancelled when the subscriber is gone or the attempt has timed out.</param>
/// <returns>The response, its body not yet read.</returns>
public delegate ValueTask<SseResponse> SseTransport(SseAttempt attempt, CancellationToken cancellationToken);
