using System.Reactive.Concurrency;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>A transport, a request factory or a store that ignores its cancellation token does not block the client.</summary>
public class IgnoredCancellationTests : VirtualTimeTests
{
    private const string Uri = "http://example.test/events";

    [Test]
    public void An_idle_timeout_abandons_an_attempt_and_disposes_its_late_response()
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
    public void A_late_exception_of_an_abandoned_attempt_is_ignored()
    {
        var late = new TaskCompletionSource<SseResponse>();
        Server.Then((_, _) => new(late.Task)).Connection("a");
        Scheduler.Schedule(20 * Frame, () => late.SetException(new InvalidOperationException("too late")));

        Server.Expect(Connect(Server.Options with { IdleTimeout = 5 * Frame })).ToBe("8s a");
    }

    [Test]
    public void A_late_request_of_the_factory_is_not_sent()
    {
        var late = new TaskCompletionSource<HttpRequestMessage>();
        Server.Connection("a").Silence();
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with
        {
            HttpClient = client,
            IdleTimeout = 5 * Frame,
            RequestFactory = (attempt, _) => attempt.Number == 1 ? new(late.Task) : new(new HttpRequestMessage(HttpMethod.Get, Uri)),
        };
        Scheduler.Schedule(20 * Frame, () => late.SetResult(new(HttpMethod.Post, Uri)));

        Server.Run(SseObservable.Connect(Uri, options), until: 22 * Frame);

        Assert.That(Server.Attempts.Select(a => a.At), Is.EqualTo(new[] { 8 * Frame, 19 * Frame }));
    }

    [Test]
    public void An_idle_timeout_abandons_a_body_that_ignores_cancellation()
    {
        var body = new DeafBody();
        Server.Then((_, _) => new(new SseResponse(body))).Connection("a").Silence();

        Server.Expect(Connect(Server.Options with { IdleTimeout = 5 * Frame })).ToBe("8s a");
        Assert.That(body.IsDisposed);
    }

    [Test]
    public async Task Cancellation_ends_a_read_that_ends_only_with_its_body()
    {
        Server.Then((_, _) => new(new SseResponse(new DeafBody())));
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options).ToListAsync(cancellation.Token).AsTask();

        RunTo(seconds: 1);
        await cancellation.CancelAsync();

        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TestDeadline.Value));
        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
    }

    [Test]
    public void A_refusal_is_reported_although_its_body_ignores_cancellation()
    {
        Server.Then((_, _) => new(new SseResponse(new DeafBody()) { StatusCode = 404 }));

        var seen = Server.Expect(Connect());

        seen.ToBe("5s #");
        Assert.That(seen.Error, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_hanging_factory_does_not_delay_the_end()
    {
        Server.Connection("a|");
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with
        {
            HttpClient = client,
            RequestFactory = (attempt, _) => attempt.Number == 1
                ? new(new HttpRequestMessage(HttpMethod.Post, Uri))
                : new(new TaskCompletionSource<HttpRequestMessage>().Task),
        };

        Server.Expect(SseObservable.Connect(Uri, options)).ToBe("a 5s |");
    }

    [Test]
    public void An_observers_exception_on_a_timeout_is_rethrown_unwrapped()
    {
        Server.Silence();
        using var subscription = Signals(Server.Options with { IdleTimeout = 5 * Frame }).Subscribe(_ => throw new FormatException("mine"));

        Assert.That(() => Scheduler.AdvanceBy((10 * Frame).Ticks), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task Cancellation_does_not_wait_for_the_transport()
    {
        var late = new TaskCompletionSource<SseResponse>();
        var body = new MemoryStream();
        Server.Then((_, _) => new(late.Task));
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options).ToListAsync(cancellation.Token).AsTask();

        RunTo(seconds: 1);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TestDeadline.Value));
        late.SetResult(new(body));

        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(body.CanRead, Is.False, "the late response is still open");
    }

    [Test]
    public async Task Cancellation_does_not_wait_for_the_checkpoint_store()
    {
        var store = new ScriptedStore();
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options with { CheckpointStore = store })
            .ToListAsync(cancellation.Token)
            .AsTask();

        Assert.That(store.IsLoading);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TestDeadline.Value));
        store.Loaded("7");
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public async Task Cancellation_does_not_wait_for_the_request_factory()
    {
        var never = new TaskCompletionSource<HttpRequestMessage>();
        Server.Connection("|");
        using var client = new HttpClient(Server.CreateHandler());
        var options = Server.Options with
        {
            HttpClient = client,
            RequestFactory = (attempt, _) => attempt.Number == 1 ? new(new HttpRequestMessage(HttpMethod.Post, Uri)) : new(never.Task),
        };
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Uri, options).ToListAsync(cancellation.Token).AsTask();

        RunTo(seconds: 3);
        Assert.That(events.IsCompleted, Is.False);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TestDeadline.Value));
    }

    /// <summary>A body whose reads end only when it is disposed, like those of a synchronous stream.</summary>
    private sealed class DeafBody : ReadableStream
    {
        private readonly TaskCompletionSource<int> _read = new();

        public bool IsDisposed => _read.Task.IsCompleted;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(_read.Task);

        protected override void Dispose(bool disposing)
        {
            _read.TrySetException(new IOException("closed"));
            base.Dispose(disposing);
        }
    }
}
