using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>The same connection, pulled. That this file compiles shows a consumer's own LINQ untouched: the operators are the framework's.</summary>
public class PulledTests : VirtualTimeTests
{
    [Test]
    public async Task Resumes_after_the_last_complete_event_and_ends_with_204()
    {
        Server
            .Connection(Send("retry: 500\nid: 7\ndata: x\n\nid: 8\nda"), Reset(1000))
            .Connection(Send("data: y\n\n"), End())
            .Status(204);

        var events = await Run(Connect().ToListAsync());

        Assert.That(events, Is.EqualTo(new[] { new SseEvent("x", LastEventId: "7"), new SseEvent("y", LastEventId: "7") }));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "7", "7" }));
        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 1.5, 2.0 }));
    }

    [Test]
    public async Task Leaving_the_loop_closes_the_connection()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\n"));

        var events = await Run(Connect().Where(e => e.Type == "message").Take(1).Select(e => e.Data).ToListAsync());

        Assert.That(events, Is.EqualTo(new[] { "a" }));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Reads_no_more_than_the_consumer_asks_for()
    {
        Server.Connection(Send("data: a\n\n", 0), Send(new string(':', 600) + "\n", 1000), Send("data: b\n\n", 2000));
        var events = Connect().GetAsyncEnumerator();

        var move = events.MoveNextAsync();
        Assert.That(move.IsCompletedSuccessfully && move.Result);
        Scheduler.RunTo(seconds: 10);

        Assert.That(Server.Attempts.Single().Body!.Unread, Is.EqualTo(610));
        Assert.That(Server.Attempts.Single().Body!.IsReading, Is.False);
    }

    [TestCase(0.5, TestName = "Cancellation_during_the_read_closes_the_connection")]
    [TestCase(2, TestName = "Cancellation_during_the_wait_ends_it")]
    public async Task Cancellation_ends_it(double at)
    {
        Server.Connection(Send("data: a\n\n"), End(1000)).Connection();
        using var cancellation = new CancellationTokenSource();
        var events = Connect().ToListAsync(cancellation.Token).AsTask();

        Scheduler.RunTo(at);
        Assert.That(events.IsCompleted, Is.False);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
    }

    [Test]
    public async Task A_hundred_thousand_reconnects_grow_neither_stack_nor_heap()
    {
        var storm = new ReconnectStorm(Scheduler, Server);
        storm.Script();
        using var cancellation = new CancellationTokenSource();
        var count = 0;
        var consumer = Consume(cancellation.Token);

        storm.AssertFlat();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => consumer.WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.That(count, Is.GreaterThan(ReconnectStorm.Reconnects));

        async Task Consume(CancellationToken token)
        {
            await foreach (var _ in Connect().WithCancellation(token).ConfigureAwait(false))
            {
                count++;
            }
        }
    }

    [Test]
    public async Task An_error_passes_through()
    {
        Server.Connection(Send("data: a\n\n"), End()).Status(404, body: "gone");

        var error = await Assert.ThrowsAsync<SseResponseException>(async () => await Run(Connect().ToListAsync()));

        Assert.That(error!.Body, Is.EqualTo("gone"));
    }

    [Test]
    public async Task A_selectors_error_passes_through_without_a_reconnect()
    {
        Server.Connection(Send("data: a\n\n"));

        await Assert.ThrowsAsync<FormatException>(async () => await Run(
            SseAsyncEnumerable.Connect<int>(Server.Transport, _ => throw new FormatException(), Scheduler.Options()).ToListAsync()));

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    private IAsyncEnumerable<SseEvent> Connect() => SseAsyncEnumerable.Connect(Server.Transport, Scheduler.Options());

    /// <summary>Lets virtual time run as far as the task needs, 1 h at most.</summary>
    private async Task<T> Run<T>(ValueTask<T> work)
    {
        var task = work.AsTask();
        for (var i = 0; i < 3600 && !task.IsCompleted; i++)
        {
            Scheduler.AdvanceBy(TimeSpan.TicksPerSecond);
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
