using System.Reactive.Concurrency;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>A transport, a factory or a store that takes no notice of its token holds nobody up.</summary>
public class AbandonmentTests : VirtualTimeTests
{
    private const string Uri = "http://example.test/events";

    [Test]
    public void An_idle_timeout_gives_up_an_attempt_that_heeds_no_token_and_frees_what_it_brings_later()
    {
        var late = new TaskCompletionSource<SseResponse>();
        var body = new MemoryStream("data: late\n\n"u8.ToArray());
        Server.Then((_, _) => new(late.Task)).Connection("a").Silence();
        Scheduler.Schedule(20 * Frame, () => late.SetResult(new(body)));

        Server.Expect(Connect(Server.Options with { IdleTimeout = 5 * Frame })).ToBe("8s a");

        RunTo(seconds: 30);
        Assert.That(body.CanRead, Is.False, "the late response is still open");
    }

    [Test]
    public void What_an_abandoned_attempt_throws_later_concerns_nobody()
    {
        var late = new TaskCompletionSource<SseResponse>();
        Server.Then((_, _) => new(late.Task)).Connection("a");
        Scheduler.Schedule(20 * Frame, () => late.SetException(new InvalidOperationException("too late")));

        Server.Expect(Connect(Server.Options with { IdleTimeout = 5 * Frame })).ToBe("8s a");
    }

    [Test]
    public void A_request_that_its_factory_makes_too_late_is_not_sent()
    {
        var late = new TaskCompletionSource<HttpRequestMessage>();
        Server.Connection("a").Silence();
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with
        {
            HttpClient = client,
            IdleTimeout = 5 * Frame,
            Request = (attempt, _) => attempt.Number == 1 ? new(late.Task) : new(new HttpRequestMessage(HttpMethod.Get, Uri)),
        };
        Scheduler.Schedule(20 * Frame, () => late.SetResult(new(HttpMethod.Post, Uri)));

        Server.Run(SseObservable.Connect(Uri, options), until: 22 * Frame);

        Assert.That(Server.Attempts.Select(a => a.At), Is.EqualTo(new[] { 8 * Frame, 19 * Frame }));
    }

    [Test]
    public async Task Cancelling_does_not_wait_for_a_transport_that_heeds_no_token()
    {
        var late = new TaskCompletionSource<SseResponse>();
        var body = new MemoryStream();
        Server.Then((_, _) => new(late.Task));
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options).ToListAsync(cancellation.Token).AsTask();

        RunTo(seconds: 1);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TimeSpan.FromSeconds(10)));
        late.SetResult(new(body));

        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(body.CanRead, Is.False, "the late response is still open");
    }

    [Test]
    public async Task Cancelling_does_not_wait_for_a_store_that_heeds_no_token()
    {
        var store = new ScriptedStore();
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options with { Checkpoint = store }).ToListAsync(cancellation.Token).AsTask();

        Assert.That(store.IsLoading);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TimeSpan.FromSeconds(10)));
        store.Loaded("7");
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public async Task Cancelling_does_not_wait_for_a_factory_that_is_asked_what_would_follow()
    {
        var never = new TaskCompletionSource<HttpRequestMessage>();
        Server.Connection("|");
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with
        {
            HttpClient = client,
            Request = (attempt, _) => attempt.Number == 1 ? new(new HttpRequestMessage(HttpMethod.Post, Uri)) : new(never.Task),
        };
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Uri, options).ToListAsync(cancellation.Token).AsTask();

        RunTo(seconds: 10);
        Assert.That(events.IsCompleted, Is.False);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
