using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Faults;

/// <summary>
/// A server that sends a feed and resumes it after the requested ID, with a fault in each connection. It answers 204 to a client that has
/// received the whole feed.
/// </summary>
/// <remarks>Not a script: what it answers is a function of the attempt.</remarks>
/// <param name="scheduler">Time.</param>
/// <param name="feed">What there is to send.</param>
/// <param name="faultOf">What goes wrong with the attempt of a number.</param>
/// <param name="random">Chooses the pieces that bytes come in.</param>
/// <param name="firstOpening">How the first connection opens; the next one has the next opening.</param>
internal sealed class FeedServer(TestScheduler scheduler, EventFeed feed, Func<int, Fault> faultOf, Random random, int firstOpening)
{
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private string _committedId = "";

    /// <summary>The first attempt that did not ask for exactly what is missing.</summary>
    public string? Complaint { get; private set; }

    public ValueTask<SseResponse> Open(SseAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.LastEventId != _committedId)
        {
            Complaint ??= $"Attempt {attempt.Number} resumes after '{attempt.LastEventId}', but has received all up to '{_committedId}'.";
        }

        var fault = faultOf(attempt.Number);
        return fault.Kind switch
        {
            FaultKind.Refused => ValueTask.FromException<SseResponse>(new HttpRequestException("connection refused")),
            FaultKind.NoAnswer => Never(cancellationToken),
            FaultKind.BusyForSeconds => new(Busy("20")),
            FaultKind.BusyUntilDate => new(Busy(scheduler.Now.AddSeconds(20).ToString("R"))),
            _ when attempt.LastEventId == feed.LastId => new(new SseResponse(Stream.Null) { StatusCode = 204 }),
            _ => new(Send(attempt, fault)),
        };
    }

    private SseResponse Send(SseAttempt attempt, Fault fault)
    {
        var opening = EventFeed.Openings[(firstOpening + attempt.Number - 1) % EventFeed.Openings.Count];
        var bytes = feed.After(attempt.LastEventId, opening);
        var count = fault.Kind == FaultKind.None ? bytes.Length : Math.Min(fault.After, bytes.Length);
        _committedId = feed.Committed(attempt.LastEventId, opening, count);
        return new(
            new FaultyBody(bytes.AsMemory(0, count), fault.Kind, random, scheduler, longestPause: IdleTimeout - TimeSpan.FromSeconds(1)));
    }

    private static SseResponse Busy(string retryAfter) =>
        new(Stream.Null) { StatusCode = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter } };

    private static ValueTask<SseResponse> Never(CancellationToken cancellationToken)
    {
        var open = new TaskCompletionSource<SseResponse>();
        cancellationToken.Register(() => open.TrySetCanceled(cancellationToken));
        return new(open.Task);
    }
}
