using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>After disposal, from wherever, nothing is delivered, opened or left open.</summary>
public class DisposalTests : VirtualTimeTests
{
    private List<string> _seen = [];

    [SetUp]
    public void SetUp() => _seen = [];

    [Test]
    public void Take_1_in_mid_chunk_gets_one_event_and_closes()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\ndata: c\n\n"));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);
        Scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Take_1_ends_a_body_that_never_waits_and_never_ends()
    {
        Server.Answer(() => new(new EndlessBody()));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);

        Assert.That(_seen, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Take_1_ends_a_body_that_never_waits_after_a_reconnect_too()
    {
        Server.Refuse().Answer(() => new(new EndlessBody()));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);
        Scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Disposal_inside_OnNext_delivers_no_more_of_the_chunk()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\n", 10));
        var subscription = new SerialDisposable();

        subscription.Disposable = Connect().Subscribe(data =>
        {
            _seen.Add(data);
            subscription.Dispose();
        });
        Scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void Disposal_during_the_read_closes_at_once()
    {
        Server.Connection(Send("data: a\n\n"), Send("data: b\n\n", 2000));
        var subscription = Connect().Subscribe(_seen.Add);

        Scheduler.RunTo(seconds: 1);
        subscription.Dispose();

        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(Server.Attempts.Single().Body!.IsReading, Is.False);
        Scheduler.RunTo(seconds: 10);
        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Disposal_during_the_wait_cancels_it()
    {
        Server.Connection(End());
        var subscription = Connect().Subscribe(_seen.Add);

        Scheduler.RunTo(seconds: 1);
        subscription.Dispose();
        Scheduler.RunTo(seconds: 10);

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Disposal_during_the_open_cancels_it()
    {
        CancellationToken seen = default;
        var subscription = SseObservable
            .Connect((_, token) =>
            {
                seen = token;
                return new Pending<SseResponse>().Task;
            }, Scheduler.Options())
            .Subscribe();

        subscription.Dispose();

        Assert.That(seen.IsCancellationRequested);
    }

    [Test]
    public void A_response_that_arrives_too_late_is_freed()
    {
        Server.Late(TimeSpan.FromSeconds(2), Send("data: a\n\n"));
        var subscription = Connect().Subscribe(_seen.Add);

        Scheduler.RunTo(seconds: 1);
        subscription.Dispose();
        Scheduler.RunTo(seconds: 10);

        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(_seen, Is.Empty);
    }

    [Test]
    public void Disposal_while_a_subscriber_is_busy_closes_at_once()
    {
        Server.Connection(Send("data: a\n\n", 10));
        TimeSpan? closedDuringOnNext = null;
        var subscription = new SerialDisposable();

        subscription.Disposable = Connect().Subscribe(_ =>
        {
            subscription.Dispose();
            closedDuringOnNext = Server.Attempts.Single().ClosedAt;
        });
        Scheduler.RunTo(seconds: 1);

        Assert.That(closedDuringOnNext, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void A_transport_whose_closing_throws_does_not_disturb_disposal()
    {
        var body = new ScriptedBody();
        var subscription = SseObservable
            .Connect((_, _) => new(new SseResponse(body, Disposable.Create(() => throw new IOException("closing fails")))), Scheduler.Options())
            .Subscribe();

        Assert.DoesNotThrow(subscription.Dispose);
        Assert.That(body.IsReading, Is.False);
    }

    [Test]
    public void What_is_decoded_when_the_subscription_is_disposed_of_is_not_delivered()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\ndata: c\n\n", 10));
        var seen = new List<string>();
        var subscription = Disposable.Empty;
        subscription = SseObservable.Connect(
            Server.Transport,
            view =>
            {
                var e = view.ToEvent();
                if (e.Data == "b")
                {
                    subscription.Dispose();
                }

                return e.Data;
            },
            Scheduler.Options()).Subscribe(seen.Add);
        Scheduler.RunTo(seconds: 1);

        Assert.That(seen, Is.EqualTo(new[] { "a" }));
    }

    private IObservable<string> Connect() => SseObservable.Connect(Server.Transport, Scheduler.Options()).Select(e => e.Data);

    private sealed class EndlessBody : ReadableStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            "data: x\n\n"u8.CopyTo(buffer.Span);
            return new(9);
        }
    }
}
