using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.EventTimeout"/>, alone and with <see cref="SseOptions.IdleTimeout"/>.</summary>
public class EventTimeoutTests : VirtualTimeTests
{
    private const string KeepAlive = "---k--k--k--k--k--k--k--k--k--k";

    private static readonly (char, SseMarble) Comment = ('k', new SseFrame.Comment(""));

    [Test]
    public void Comments_do_not_reset_the_event_timeout()
    {
        Server.Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
        Assert.That(
            Cause,
            Is.EqualTo("The server sent no event for 00:00:10. If events are rarer than that by design, raise SseOptions.EventTimeout."));
    }

    [TestCase("retry: 1000\n\n")]
    [TestCase("id: 1\n\n")]
    [TestCase("event: a\n\n")]
    [TestCase("data: half")]
    public void Other_fields_do_not_reset_the_event_timeout(string text)
    {
        Server.Connection("---------x", ('x', Wire(text)));

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void An_event_resets_the_event_timeout()
    {
        Server.Connection("---k--k-ak--k--k-ak--k--k", Comment, ('a', "a"));

        Assert.That(ClosesAt(events: 10), Is.EqualTo(27));
    }

    [Test]
    public void The_wait_for_the_response_counts()
    {
        Server.Silence();

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
        Assert.That(Server.Attempts[0].OpenedAt, Is.Null);
        Assert.That(Seconds.ElementAt(1), Is.EqualTo(10 + 3));
    }

    [Test]
    public void The_waits_for_the_response_and_the_event_add_up()
    {
        Server.Connection("------^--k--k--k--k--k", Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void Each_connection_has_the_whole_timeout()
    {
        Server.Connection("---------#").Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(9));

        Assert.That(Server.Attempts[1].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(9 + 3 + 10)));
    }

    [TestCase(4, 10, 10, "EventTimeout", TestName = "The_event_timeout_expires_first_despite_comments")]
    [TestCase(20, 10, 10, "EventTimeout", TestName = "The_event_timeout_expires_first_if_it_is_shorter")]
    [TestCase(2, 10, 2, "IdleTimeout", TestName = "The_idle_timeout_expires_first_if_it_is_shorter")]
    public void The_first_timeout_that_expires_ends_the_connection(double idle, double events, double closesAt, string option)
    {
        Server.Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events, idle), Is.EqualTo(closesAt));
        Assert.That(Cause, Does.Contain("SseOptions." + option));
    }

    [Test]
    public void The_idle_timeout_counts_from_the_last_comment()
    {
        Server.Connection("---k", Comment);

        Assert.That(ClosesAt(events: 10, idle: 4), Is.EqualTo(7));
        Assert.That(Cause, Does.Contain("SseOptions.IdleTimeout"));
    }

    [Test]
    public void The_time_of_a_subscriber_for_an_event_does_not_count()
    {
        Server.Connection("-a");

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Event ? 60 : 0), Is.EqualTo(71));
    }

    [Test]
    public void The_time_of_a_subscriber_for_a_comment_does_not_count()
    {
        Server.Connection("------k", Comment);

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Comment ? 60 : 0), Is.EqualTo(70));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_flood_of_comments_that_leaves_no_time_to_wait_ends_with_the_event_timeout(bool isPulled)
    {
        var reads = 0;
        SseTransport transport = (_, _) => new(new SseResponse(new Flood(() =>
        {
            reads++;
            Scheduler.Sleep(TimeSpan.FromSeconds(1).Ticks); // as long as the client takes for a chunk
        })));
        var options = Server.Options with { EventTimeout = TimeSpan.FromSeconds(10), MaxConsecutiveFailures = 1 };

        var error = await Assert.CatchAsync(async () => await (isPulled
            ? SseAsyncEnumerable.Connect(transport, options).FirstAsync().AsTask()
            : SseObservable.Connect(transport, options).FirstAsync().ToTask()));

        Assert.That(error, Is.InstanceOf<SseConnectionException>());
        Assert.That(error!.InnerException, Is.InstanceOf<TimeoutException>().With.Message.Contains("SseOptions.EventTimeout"));
        Assert.That(reads, Is.EqualTo(10));
    }

    [Test]
    public void The_time_between_two_pulls_does_not_count()
    {
        Server.Connection("a").Connection("-");
        var options = Server.Options with { EventTimeout = TimeSpan.FromSeconds(10), IdleTimeout = TimeSpan.FromSeconds(10) };
        var events = SseAsyncEnumerable.Connect(Server.Transport, options).GetAsyncEnumerator();

        var first = events.MoveNextAsync();
        Assert.That(first.IsCompletedSuccessfully && first.Result);
        RunTo(seconds: 60);
        var next = events.MoveNextAsync().AsTask();
        RunTo(seconds: 69);
        Assert.That(Server.Attempts[0].ClosedAt, Is.Null);
        RunTo(seconds: 80);

        Assert.That(next.IsCompleted, Is.False);
        Server.ExpectOpen("^ 69s !", "73s ^");
    }

    [Test]
    public void The_timeout_is_the_cause_of_the_error_without_a_reconnect()
    {
        Server.Connection(KeepAlive, Comment);

        var seen = Server.Expect(
            Connect(Server.Options with { EventTimeout = TimeSpan.FromSeconds(10), ReconnectPolicy = SseReconnect.Never }));

        seen.ToBe("----------#");
        Assert.That(seen.Error!.InnerException, Is.TypeOf<TimeoutException>());
    }

    private string Cause => Server.Attempts[1].Previous!.Message;

    /// <summary>When the first attempt ends, in seconds. Attempts after the script are silent.</summary>
    private double? ClosesAt(double events, double? idle = null, Func<SseSignal, int>? work = null)
    {
        Server.Connection("-").Forever();
        var options = Server.Options with
        {
            EventTimeout = TimeSpan.FromSeconds(events),
            IdleTimeout = idle is { } time ? TimeSpan.FromSeconds(time) : null,
        };
        using var subscription = Signals(options).Subscribe(
            signal => Scheduler.Sleep(TimeSpan.FromSeconds(work?.Invoke(signal) ?? 0).Ticks));
        RunTo(seconds: 100);
        return Server.Attempts[0].ClosedAt?.TotalSeconds;
    }

    /// <summary>Comments without end, each of them there at once.</summary>
    private sealed class Flood(Action reading) : ReadableStream
    {
        private int _left = 100;

        public override int Read(Span<byte> buffer)
        {
            Assert.That(_left--, Is.Positive, "The flood was not ended.");
            reading();
            buffer[0] = (byte)':';
            buffer[1] = (byte)'\n';
            return 2;
        }

    }
}
