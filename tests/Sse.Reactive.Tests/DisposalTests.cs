using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>After disposal, from wherever, nothing is delivered, opened or left open.</summary>
public class DisposalTests
{
    private TestScheduler _scheduler = null!;
    private ScriptedServer _server = null!;
    private List<string> _seen = null!;

    [SetUp]
    public void SetUp()
    {
        _scheduler = new();
        _server = new(_scheduler);
        _seen = [];
    }

    [Test]
    public void Take_1_in_mid_chunk_gets_one_event_and_closes()
    {
        _server.Connection(Send("data: a\n\ndata: b\n\ndata: c\n\n"));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);
        _scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(_server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Take_1_ends_a_body_that_never_waits_and_never_ends()
    {
        _server.Answer(() => new(new EndlessBody()));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);

        Assert.That(_seen, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Take_1_ends_a_body_that_never_waits_after_a_reconnect_too()
    {
        _server.Refuse().Answer(() => new(new EndlessBody()));

        using var subscription = Connect().Take(1).Subscribe(_seen.Add);
        _scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Disposal_inside_OnNext_delivers_no_more_of_the_chunk()
    {
        _server.Connection(Send("data: a\n\ndata: b\n\n", 10));
        var subscription = new SerialDisposable();

        subscription.Disposable = Connect().Subscribe(data =>
        {
            _seen.Add(data);
            subscription.Dispose();
        });
        _scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(_server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void Disposal_during_the_read_closes_at_once()
    {
        _server.Connection(Send("data: a\n\n"), Send("data: b\n\n", 2000));
        var subscription = Connect().Subscribe(_seen.Add);

        _scheduler.RunTo(seconds: 1);
        subscription.Dispose();

        Assert.That(_server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(_server.Attempts.Single().Body!.IsReading, Is.False);
        _scheduler.RunTo(seconds: 10);
        Assert.That(_seen, Is.EqualTo(new[] { "a" }));
        Assert.That(_server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Disposal_during_the_wait_cancels_it()
    {
        _server.Connection(End());
        var subscription = Connect().Subscribe(_seen.Add);

        _scheduler.RunTo(seconds: 1);
        subscription.Dispose();
        _scheduler.RunTo(seconds: 10);

        Assert.That(_server.Attempts, Has.Count.EqualTo(1));
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
            }, _scheduler.Options())
            .Subscribe();

        subscription.Dispose();

        Assert.That(seen.IsCancellationRequested);
    }

    [Test]
    public void A_response_that_arrives_too_late_is_freed()
    {
        _server.Late(TimeSpan.FromSeconds(2), Send("data: a\n\n"));
        var subscription = Connect().Subscribe(_seen.Add);

        _scheduler.RunTo(seconds: 1);
        subscription.Dispose();
        _scheduler.RunTo(seconds: 10);

        Assert.That(_server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(_seen, Is.Empty);
    }

    [Test]
    public void Disposal_while_a_subscriber_is_busy_closes_at_once()
    {
        _server.Connection(Send("data: a\n\n", 10));
        TimeSpan? closedDuringOnNext = null;
        var subscription = new SerialDisposable();

        subscription.Disposable = Connect().Subscribe(_ =>
        {
            subscription.Dispose();
            closedDuringOnNext = _server.Attempts.Single().ClosedAt;
        });
        _scheduler.RunTo(seconds: 1);

        Assert.That(closedDuringOnNext, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void A_transport_whose_closing_throws_does_not_disturb_disposal()
    {
        var body = new ScriptedBody();
        var subscription = SseObservable
            .Connect((_, _) => new(new SseResponse(body, Disposable.Create(() => throw new IOException("closing fails")))), _scheduler.Options())
            .Subscribe();

        Assert.DoesNotThrow(subscription.Dispose);
        Assert.That(body.IsReading, Is.False);
    }

    private IObservable<string> Connect() => SseObservable.Connect(_server.Transport, _scheduler.Options()).Select(e => e.Data);

    private sealed class EndlessBody : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            "data: x\n\n"u8.CopyTo(buffer.AsSpan(offset, count));
            return 9;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            "data: x\n\n"u8.CopyTo(buffer.Span);
            return new(9);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
