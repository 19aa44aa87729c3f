namespace Sse.Reactive;

/// <summary>Makes the request of one attempt: its method, URL, headers and body.</summary>
/// <remarks>
/// <para>The client adds what the request does not have: the URL of <c>Connect</c> (a relative URL is resolved against it),
/// <c>Accept: text/event-stream</c>, <c>Cache-Control: no-cache</c>, <see cref="SseOptions.Headers"/>, and <c>Last-Event-ID</c> if there is
/// one. It disposes the request once the response's headers have arrived.</para>
/// <para>It is called on the thread that connects, once for each attempt. It is called once more if the given client rejects the last event
/// ID. After a request that is not safe to resend, it is also called when the connection ends, for the request that would follow
/// (<see cref="SseOptions.CanResend"/>); an exception then ends the sequence in an <see cref="SseConnectionException"/>. Any other
/// exception is a failed attempt, which <see cref="SseOptions.ReconnectPolicy"/> handles.</para>
/// <para>Disposing the subscription cancels the token. Callbacks that are registered on the token run inside <c>Dispose</c>: their
/// exceptions come out of it as an <see cref="AggregateException"/>, and a callback that blocks also blocks <c>Dispose</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// var options = new SseOptions
/// {
///     RequestFactory = async (attempt, cancellation) => new(HttpMethod.Get, uri)
///     {
///         Headers = { Authorization = new("Bearer", await GetTokenAsync(cancellation)) }, // a fresh token for each attempt
///     },
/// };
/// </code>
/// </example>
/// <param name="attempt">The attempt: its number, the ID to resume after, and how the previous one ended.</param>
/// <param name="cancellationToken">Cancelled when the subscription is disposed or the attempt times out.</param>
/// <returns>A new request. One object cannot be sent twice.</returns>
public delegate ValueTask<HttpRequestMessage> SseRequestFactory(SseAttempt attempt, CancellationToken cancellationToken);
