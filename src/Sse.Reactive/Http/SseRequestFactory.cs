namespace Sse.Reactive;

/// <summary>Makes the request of one attempt: its method, URL, headers and body, with credentials that are fresh.</summary>
/// <remarks>
/// <para>What the request leaves out is filled in: the URL of <c>Connect</c> (a relative one counts from there), <c>Accept: text/event-stream</c>,
/// <c>Cache-Control: no-cache</c>, and <c>Last-Event-ID</c> where there is one. The request is disposed of when the response is there.</para>
/// <para>Called on the thread that connects, once for each attempt; once more where an ID that the given client refuses has to be left out, and, after
/// a request that is not safe to repeat, when its connection ends, to see what would follow (<see cref="SseOptions.CanResend"/>). What it throws is a
/// failed attempt, which <see cref="SseOptions.ReconnectPolicy"/> judges; but when asked what would follow, it ends the sequence in an <see cref="SseConnectionException"/>.</para>
/// <para>A callback that it registers on the token runs inside <c>Dispose</c>, when that cancels the call: what the callback throws comes out of <c>Dispose</c>, as an
/// <see cref="AggregateException"/>, and if it blocks, so does <c>Dispose</c>.</para>
/// </remarks>
/// <param name="attempt">Which attempt this is, what it resumes after, and how the one before it ended.</param>
/// <param name="cancellationToken">Cancelled when the subscriber is gone or the attempt has timed out.</param>
/// <returns>A new request; one object cannot be sent twice.</returns>
public delegate ValueTask<HttpRequestMessage> SseRequestFactory(SseAttempt attempt, CancellationToken cancellationToken);
