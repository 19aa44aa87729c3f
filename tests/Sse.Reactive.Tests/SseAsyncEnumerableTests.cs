using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>
/// The pulled connection. This file also shows that a consumer's LINQ operators are the framework's: it compiles.
/// </summary>
public class SseAsyncEnumerableTests : VirtualTimeTests
{
    [Test]
    public void Resumes_after_the_last_complete_event_and_ends_with_204()
    {
        Server
            .Connection("x#", ('x', Wire("retry: 1000\nid: 7\ndata: x\n\nid: 8\nda")))
            .Connection("(y|)")
            .Then(204);

        Server.Expect(Pull()).ToBe("x-y-|", ('x', new SseEvent("x", LastEventId: "7")), ('y', new SseEvent("y", LastEventId: "7")));
        Server.ExpectAttempts("     f-s-s", ('f', ""), ('s', "7"));
    }

    [Test]
    public void Leaving_the_loop_closes_the_connection()
    {
        Server.Connection("s", ('s', Wire("data: a\n\ndata: b\n\n")));

        Server.Expect(Pull().Where(e => e.Type == "message").Take(1).Select(e => e.Data)).ToBe("(a|)");
        Server.ExpectOpen("(^!)");
    }

    [Test]
    public void Reads_no_more_than_the_consumer_asks_for()
    {
        Server.Connection("acb", ('a', "a"), ('c', Wire(new string(':', 600) + "\n")), ('b', "b"));
        var events = Pull().GetAsyncEnumerator();

        var move = events.MoveNextAsync();
        Assert.That(move.IsCompletedSuccessfully && move.Result);
        RunTo(seconds: 10);

        Assert.That(Server.Attempts.Single().UnreadBytes, Is.EqualTo(610));
    }

    [Test]
    public void Signals_equal_those_of_the_pushed_connection()
    {
        Script();
        var pushed = Server.Run(Signals(), TimeSpan.FromSeconds(20));
        StartTime();
        Script();
        var pulled = Server.Run(SseAsyncEnumerable.Signals(Server.Transport, Server.Options), TimeSpan.FromSeconds(20));

        Assert.That(pulled.Values.Select(s => s.GetType()), Is.EqualTo(new[]
        {
            typeof(SseSignal.Opened), typeof(SseSignal.RetryChanged), typeof(SseSignal.Comment), typeof(SseSignal.Event),
            typeof(SseSignal.IdChanged), typeof(SseSignal.Disconnected), typeof(SseSignal.Opened),
            typeof(SseSignal.Event), typeof(SseSignal.Disconnected), typeof(SseSignal.Ended),
        }));
        Assert.That(pulled.Values.OfType<SseSignal.Event>(), Is.EqualTo(pushed.Values.OfType<SseSignal.Event>()));
        Assert.That(pulled.Values.Select(s => s.GetType()), Is.EqualTo(pushed.Values.Select(s => s.GetType())));

        void Script() => Server
            .Connection("s#", ('s', Wire("retry: 1000\n:hi\nid: 1\ndata: a\n\nid: 2\n\nretry: 1000\ndata: lo")))
            .Connection("(s|)", ('s', Wire("data: b\n\n")))
            .Then(204);
    }

    [TestCase(1, TestName = "Cancellation_during_the_read_closes_the_connection")]
    [TestCase(4, TestName = "Cancellation_during_the_delay_ends_the_sequence")]
    public async Task Cancellation_ends_the_enumeration(double at)
    {
        Server.Connection("a--|");
        using var cancellation = new CancellationTokenSource();
        var events = Pull().ToListAsync(cancellation.Token).AsTask();

        RunTo(at);
        Assert.That(events.IsCompleted, Is.False);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TestDeadline.Value));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
    }

#if !MUTANTS
    [Test]
    public async Task A_hundred_thousand_reconnects_grow_neither_stack_nor_heap()
    {
        var storm = new ReconnectStorm(Scheduler);
        using var cancellation = new CancellationTokenSource();
        var count = 0;
        var consumer = Consume(cancellation.Token);

        storm.AssertFlat();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => consumer.WaitAsync(TestDeadline.Value));

        Assert.That(count, Is.GreaterThan(ReconnectStorm.Reconnects));

        async Task Consume(CancellationToken token)
        {
            var events = SseAsyncEnumerable.Connect(storm.Ends, Server.Options with { MaxBackoffDelay = TimeSpan.Zero });
            await foreach (var _ in events.WithCancellation(token).ConfigureAwait(false))
            {
                count++;
            }
        }
    }
#endif

    [Test]
    public void An_error_is_thrown_to_the_consumer()
    {
        Server.Connection("(a|)").Then(404, "gone");

        var seen = Server.Expect(Pull());

        seen.ToBe("a--#");
        Assert.That(((SseResponseException)seen.Error!).BodyExcerpt, Is.EqualTo("gone"));
    }

    [Test]
    public void A_selectors_exception_is_thrown_without_a_reconnect()
    {
        Server.Connection("a");

        var seen = Server.Run(
            SseAsyncEnumerable.Connect<int>(Server.Transport, _ => throw new FormatException(), Server.Options),
            until: TimeSpan.FromSeconds(10));

        seen.ToBe("         #");
        Server.ExpectOpen("(^!)");
        Assert.That(seen.Error, Is.TypeOf<FormatException>());
    }

    private IAsyncEnumerable<SseEvent> Pull() => SseAsyncEnumerable.Connect(Server.Transport, Server.Options);
}
