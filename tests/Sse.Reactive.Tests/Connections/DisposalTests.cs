using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>After disposal, nothing is delivered, and no connection is opened or left open.</summary>
public class DisposalTests : VirtualTimeTests
{
    [Test]
    public void Take_closes_the_connection_within_a_chunk()
    {
        Server.Connection("s", ('s', Wire("data: a\n\ndata: b\n\ndata: c\n\n")));

        Run(Connect().Take(1)).ToBe("(a|)");
        Server.ExpectOpen("          (^!)");
    }

    [Test]
    public void Take_ends_a_synchronous_endless_body()
    {
        Server.Then((_, _) => new(new SseResponse(new EndlessBody())));

        Server.Expect(Connect().Take(1)).ToBe("(x|)");
    }

    [Test]
    public void Take_ends_a_synchronous_endless_body_after_a_reconnect()
    {
        Server.Refuse().Then((_, _) => new(new SseResponse(new EndlessBody())));

        Server.Expect(Connect().Take(1)).ToBe("---(x|)");
    }

    [Test]
    public void Disposal_inside_OnNext_delivers_no_further_event()
    {
        Server.Connection("-s", ('s', Wire("data: a\n\ndata: b\n\n")));
        var subscription = new SerialDisposable();
        var seen = new List<string>();

        subscription.Disposable = Connect().Subscribe(e =>
        {
            seen.Add(e.Data);
            subscription.Dispose();
        });
        RunTo(seconds: 10);

        Assert.That(seen, Is.EqualTo(new[] { "a" }));
        Server.ExpectOpen("^!");
    }

    [Test]
    public void Disposal_during_a_read_closes_the_connection_at_once()
    {
        Server.Connection("a--b");

        Server.Expect(Connect(), "^-!").ToBe("a---------");
        Server.ExpectOpen("       ^-!");
    }

    [Test]
    public void Disposal_during_the_delay_cancels_it()
    {
        Server.Connection("|");

        Server.Expect(Connect(), "^-!").ToBe("----------");
        Server.ExpectOpen("       (^!)");
    }

    [Test]
    public void Disposal_during_an_attempt_cancels_it()
    {
        Server.Silence();

        Server.Expect(Connect(), "^-!").ToBe("----------");
        Server.ExpectOpen("       ^-!");
    }

    [Test]
    public void A_response_that_arrives_after_disposal_is_disposed()
    {
        var late = new TaskCompletionSource<SseResponse>();
        Server.Then((_, _) => new(late.Task));
        Scheduler.Schedule(2 * Frame, () => late.SetResult(new(new MemoryStream("data: a\n\n"u8.ToArray()))));

        Server.Expect(Connect(), "^!").ToBe("----------");
        Server.ExpectOpen("       ^-!");
    }

    [Test]
    public void Disposal_while_OnNext_runs_closes_the_connection_at_once()
    {
        Server.Connection("-a");
        TimeSpan? closedDuringOnNext = null;
        var subscription = new SerialDisposable();

        subscription.Disposable = Connect().Subscribe(_ =>
        {
            subscription.Dispose();
            closedDuringOnNext = Server.Attempts.Single().ClosedAt;
        });
        RunTo(seconds: 10);

        Assert.That(closedDuringOnNext, Is.EqualTo(Frame));
    }

    [Test]
    public void Disposal_cancels_a_read_even_if_closing_the_transport_throws()
    {
        var body = new SilentBody();
        Server.Then((_, _) => new(new SseResponse(body, Disposable.Create(() => throw new IOException("closing fails")))));
        var subscription = Connect().Subscribe();
        Assert.That(body.IsReading);

        Assert.DoesNotThrow(subscription.Dispose);

        Assert.That(body.IsReading, Is.False);
        Server.ExpectOpen("(^!)");
    }

    [Test]
    public void Events_decoded_during_disposal_are_not_delivered()
    {
        Server.Connection("-s", ('s', Wire("data: a\n\ndata: b\n\ndata: c\n\n")));
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
            Server.Options).Subscribe(seen.Add);
        RunTo(seconds: 2);

        Assert.That(seen, Is.EqualTo(new[] { "a" }));
    }

    private Observed<SseEvent> Run(IObservable<SseEvent> source) => Server.Run(source, TimeSpan.FromSeconds(10));

    private sealed class EndlessBody : ReadableStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            "data: x\n\n"u8.CopyTo(buffer.Span);
            return new(9);
        }
    }

    /// <summary>Sends nothing, and ends a read only on cancellation.</summary>
    private sealed class SilentBody : ReadableStream
    {
        public bool IsReading { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var silence = new TaskCompletionSource<int>();
            using var cancellation = cancellationToken.Register(() => silence.TrySetCanceled(cancellationToken));
            IsReading = true;
            try
            {
                return await silence.Task.ConfigureAwait(false);
            }
            finally
            {
                IsReading = false;
            }
        }
    }
}
