using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The clock for events, and how it goes with the one for silence.</summary>
public class EventTimeoutTests : VirtualTimeTests
{
    private const string KeepAlive = "---k--k--k--k--k--k--k--k--k--k";

    private static readonly (char, SseMarble) Comment = ('k', new SseFrame.Comment(""));

    [Test]
    public void Comments_do_not_help()
    {
        Server.Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
        Assert.That(Cause, Is.EqualTo("The server sent no event for 00:00:10. If events are rarer than that by design, raise SseOptions.EventTimeout."));
    }

    [TestCase("retry: 1000\n\n")]
    [TestCase("id: 1\n\n")]
    [TestCase("event: a\n\n")]
    [TestCase("data: half")]
    public void Nor_does_anything_else_that_is_no_event(string text)
    {
        Server.Connection("---------x", ('x', Wire(text)));

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void An_event_starts_it_anew()
    {
        Server.Connection("---k--k-ak--k--k-ak--k--k", Comment, ('a', "a"));

        Assert.That(ClosesAt(events: 10), Is.EqualTo(27));
    }

    [Test]
    public void It_runs_while_the_response_is_awaited()
    {
        Server.Silence();

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
        Assert.That(Server.Attempts[0].OpenedAt, Is.Null);
        Assert.That(Seconds.ElementAt(1), Is.EqualTo(10 + 3));
    }

    [Test]
    public void The_wait_for_the_response_and_for_the_event_are_one()
    {
        Server.Connection("------^--k--k--k--k--k", Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void Each_connection_has_all_of_it()
    {
        Server.Connection("---------#").Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(9));

        Assert.That(Server.Attempts[1].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(9 + 3 + 10)));
    }

    [TestCase(4, 10, 10, "EventTimeout", TestName = "Of_both_clocks_that_for_events_may_be_the_first_though_comments_come")]
    [TestCase(20, 10, 10, "EventTimeout", TestName = "Of_both_clocks_that_for_events_may_be_the_shorter")]
    [TestCase(2, 10, 2, "IdleTimeout", TestName = "Of_both_clocks_that_for_silence_may_be_the_first")]
    public void Of_both_clocks_the_first_counts(double idle, double events, double closesAt, string option)
    {
        Server.Connection(KeepAlive, Comment);

        Assert.That(ClosesAt(events, idle), Is.EqualTo(closesAt));
        Assert.That(Cause, Does.Contain("SseOptions." + option));
    }

    [Test]
    public void Silence_counts_from_the_last_comment_though_both_clocks_run()
    {
        Server.Connection("---k", Comment);

        Assert.That(ClosesAt(events: 10, idle: 4), Is.EqualTo(7));
        Assert.That(Cause, Does.Contain("SseOptions.IdleTimeout"));
    }

    [Test]
    public void It_stands_still_while_a_subscriber_works_on_an_event()
    {
        Server.Connection("-a");

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Event ? 60 : 0), Is.EqualTo(71));
    }

    [Test]
    public void It_stands_still_while_a_subscriber_works_on_a_comment_and_then_goes_on()
    {
        Server.Connection("------k", Comment);

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Comment ? 60 : 0), Is.EqualTo(70));
    }

    [Test]
    public void Both_stand_still_between_two_pulls()
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
    public void Without_a_reconnect_it_is_the_error()
    {
        Server.Connection(KeepAlive, Comment);

        var seen = Server.Expect(Connect(Server.Options with { EventTimeout = TimeSpan.FromSeconds(10), ReconnectPolicy = SseReconnect.Never }));

        seen.ToBe("----------#");
        Assert.That(seen.Error!.InnerException, Is.TypeOf<TimeoutException>());
    }

    private string Cause => Server.Attempts[1].Previous!.Message;

    /// <summary>When the first attempt is over, in seconds; those after the script are silent.</summary>
    private double? ClosesAt(double events, double? idle = null, Func<SseSignal, int>? work = null)
    {
        Server.Connection("-").Forever();
        var options = Server.Options with
        {
            EventTimeout = TimeSpan.FromSeconds(events),
            IdleTimeout = idle is { } time ? TimeSpan.FromSeconds(time) : null,
        };
        using var subscription = Signals(options).Subscribe(signal => Scheduler.Sleep(TimeSpan.FromSeconds(work?.Invoke(signal) ?? 0).Ticks));
        RunTo(seconds: 100);
        return Server.Attempts[0].ClosedAt?.TotalSeconds;
    }
}
