using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>The clock for events, and how it goes with the one for silence.</summary>
public class EventTimeoutTests : VirtualTimeTests
{
    private static readonly Act[] KeepAlive = [.. Enumerable.Range(1, 100).Select(i => Send(":\n", i * 3000))];

    [Test]
    public void Comments_do_not_help()
    {
        Server.Connection(KeepAlive);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
        Assert.That(Cause, Is.EqualTo("The server sent no event for 00:00:10. If events are rarer than that by design, raise SseOptions.EventTimeout."));
    }

    [TestCase("retry: 1000\n\n")]
    [TestCase("id: 1\n\n")]
    [TestCase("event: a\n\n")]
    [TestCase("data: half")]
    public void Nor_does_anything_else_that_is_no_event(string text)
    {
        Server.Connection(Send(text, 9000));

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void An_event_starts_it_anew()
    {
        Server.Connection([.. KeepAlive, Send("data: a\n\n", 8000), Send("data: b\n\n", 17_500)]);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(27.5));
    }

    [Test]
    public void It_runs_while_the_response_is_awaited()
    {
        Server.Silence();

        Assert.That(ClosesAt(events: 10), Is.Null);
        Assert.That(Server.Attempts[1].At.TotalSeconds, Is.EqualTo(10 + 3));
    }

    [Test]
    public void The_wait_for_the_response_and_for_the_event_are_one()
    {
        Server.Late(TimeSpan.FromSeconds(6), KeepAlive);

        Assert.That(ClosesAt(events: 10), Is.EqualTo(10));
    }

    [Test]
    public void Each_connection_has_all_of_it()
    {
        Server.Connection(Reset(9000)).Connection(KeepAlive);

        ClosesAt(events: 10);

        Assert.That(Server.Attempts[1].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(9 + 3 + 10)));
    }

    [TestCase(4, 10, 10, "EventTimeout", TestName = "Of_both_clocks_that_for_events_may_be_the_first_though_comments_come")]
    [TestCase(20, 10, 10, "EventTimeout", TestName = "Of_both_clocks_that_for_events_may_be_the_shorter")]
    [TestCase(2, 10, 2, "IdleTimeout", TestName = "Of_both_clocks_that_for_silence_may_be_the_first")]
    public void Of_both_clocks_the_first_counts(double idle, double events, double closesAt, string option)
    {
        Server.Connection(KeepAlive);

        Assert.That(ClosesAt(events, idle), Is.EqualTo(closesAt));
        Assert.That(Cause, Does.Contain("SseOptions." + option));
    }

    [Test]
    public void Silence_counts_from_the_last_comment_though_both_clocks_run()
    {
        Server.Connection(Send(":\n", 3000));

        Assert.That(ClosesAt(events: 10, idle: 4), Is.EqualTo(7));
        Assert.That(Cause, Does.Contain("SseOptions.IdleTimeout"));
    }

    [Test]
    public void It_stands_still_while_a_subscriber_works_on_an_event()
    {
        Server.Connection(Send("data: a\n\n", 1000));

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Event ? 60 : 0), Is.EqualTo(1 + 60 + 10));
    }

    [Test]
    public void It_stands_still_while_a_subscriber_works_on_a_comment_and_then_goes_on()
    {
        Server.Connection(Send(":\n", 6000));

        Assert.That(ClosesAt(events: 10, work: signal => signal is SseSignal.Comment ? 60 : 0), Is.EqualTo(6 + 60 + 4));
    }

    [Test]
    public void Both_stand_still_between_two_pulls()
    {
        Server.Connection(Send("data: a\n\n")).Connection();
        var options = Scheduler.Options() with { EventTimeout = TimeSpan.FromSeconds(10), IdleTimeout = TimeSpan.FromSeconds(10) };
        var events = SseAsyncEnumerable.Connect(Server.Transport, options).GetAsyncEnumerator();

        var first = events.MoveNextAsync();
        Assert.That(first.IsCompletedSuccessfully && first.Result);
        Scheduler.RunTo(seconds: 60);
        var next = events.MoveNextAsync().AsTask();
        Scheduler.RunTo(seconds: 69);
        Assert.That(Server.Attempts[0].ClosedAt, Is.Null);
        Scheduler.RunTo(seconds: 80);

        Assert.That(next.IsCompleted, Is.False);
        Assert.That(Server.Attempts[0].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(70)));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void Without_a_reconnect_it_is_the_error()
    {
        Server.Connection(KeepAlive);
        var observer = Scheduler.CreateObserver<SseEvent>();
        var options = Scheduler.Options() with { EventTimeout = TimeSpan.FromSeconds(10), Reconnect = SseReconnect.Never };

        using var subscription = SseObservable.Connect(Server.Transport, options).Subscribe(observer);
        Scheduler.RunTo(seconds: 60);

        Assert.That(observer.Messages.Single().Value.Exception!.InnerException, Is.TypeOf<TimeoutException>());
    }

    private string Cause => Server.Attempts[1].Attempt.Previous!.Message;

    /// <summary>When the first connection is closed, in seconds; those after the script are silent.</summary>
    private double? ClosesAt(double events, double? idle = null, Func<SseSignal, int>? work = null)
    {
        Server.Connection().Forever();
        var options = Scheduler.Options() with
        {
            EventTimeout = TimeSpan.FromSeconds(events),
            IdleTimeout = idle is { } time ? TimeSpan.FromSeconds(time) : null,
        };
        using var subscription = SseObservable.Signals(Server.Transport, options)
            .Subscribe(signal => Scheduler.Sleep(TimeSpan.FromSeconds(work?.Invoke(signal) ?? 0).Ticks));
        Scheduler.RunTo(seconds: 100);
        return Server.Attempts[0].ClosedAt?.TotalSeconds;
    }
}
