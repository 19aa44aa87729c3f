using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>
/// <see cref="SseAsyncEnumerableExtensions.TakeUntil"/>: a graceful end, after which everything that was begun is done and saved.
/// </summary>
public class TakeUntilTests : VirtualTimeTests
{
    [Test]
    public void Completes_during_a_wait_for_an_event_and_closes_the_connection()
    {
        using var stop = new CancellationTokenSource();
        Server.Connection("a-b", ('a', "a"), ('b', "b"));

        var seen = Server.Expect(SseAsyncEnumerable.Connect(Server.Transport, Server.Options).TakeUntil(stop.Token));
        RunTo(seconds: 1);
        stop.Cancel();
        RunTo(seconds: 1.5);

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a" }));
        Assert.That(seen.IsCompleted);
        Assert.That(Server.Attempts[0].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(1)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task Concurrent_work_that_has_begun_is_done_and_saved()
    {
        using var stop = new CancellationTokenSource();
        var store = new SseMemoryCheckpointStore();
        var done = new List<string>();
        var events = Enumerable.Range(1, 1000).ToAsyncEnumerable()
            .Select(async (int n, CancellationToken _) =>
            {
                await Task.Yield();
                return new SseEvent($"{n}", LastEventId: $"{n}");
            })
            .TakeUntil(stop.Token)
            .SelectConcurrent(4, async (e, cancellation) =>
            {
                await Task.Delay(5, cancellation);
                lock (done)
                {
                    done.Add(e.LastEventId);
                }

                return e;
            })
            .CheckpointTo(store);

        await foreach (var e in events)
        {
            if (e.LastEventId == "10")
            {
                stop.Cancel();
            }
        }

        Assert.That(done, Has.Count.InRange(10, 20));
        Assert.That(store.LastEventId, Is.EqualTo($"{done.Count}"));
    }

    [Test]
    public async Task The_tokens_of_the_enumeration_and_the_end_are_distinguished()
    {
        using var stop = new CancellationTokenSource();
        using var cancellation = new CancellationTokenSource();
        var reading = SseAsyncEnumerable.Connect((_, _) => new(new TaskCompletionSource<SseResponse>().Task))
            .TakeUntil(stop.Token)
            .CountAsync(cancellation.Token)
            .AsTask();

        cancellation.Cancel();

        var error = await Assert.CatchAsync<OperationCanceledException>(() => reading.WaitAsync(TestDeadline.Value));
        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
    }
}
