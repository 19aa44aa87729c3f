using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseCheckpointExtensions"/>: what is saved and when, pulled.</summary>
public class PulledCheckpointToTests : VirtualTimeTests
{
    private static readonly (char, SseMarble) First = ('a', new SseEvent("a", LastEventId: "1"));

    private static readonly (char, SseMarble) Second = ('b', new SseEvent("b", LastEventId: "2"));

    private readonly SseMemoryCheckpointStore _memory = new("0");

    [Test]
    public async Task An_item_is_saved_when_the_consumer_asks_for_the_next()
    {
        Server.Connection("s", ('s', SseMarble.Wire("id: 1\ndata: a\n\nid: 2\ndata: b\n\n")));
        var store = new SseMemoryCheckpointStore();
        var events = Pull(store).CheckpointTo(store).GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync());
        Assert.That(store.LastEventId, Is.Null);
        Assert.That(await events.MoveNextAsync());
        Assert.That(store.LastEventId, Is.EqualTo("1"));

        await events.DisposeAsync();
        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    [Test]
    public async Task Starts_from_the_store()
    {
        Server.Connection("(a|)", ('a', new SseEvent("a", LastEventId: "8"))).Then(204);
        var store = new SseMemoryCheckpointStore("7");

        var reading = Pull(store).Select(e => e.WithData(1)).CheckpointTo(store).CountAsync().AsTask();
        RunTo(seconds: 10);

        Assert.That(await reading.WaitAsync(TestDeadline.Value), Is.EqualTo(1));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "7", "8" }));
        Assert.That(store.LastEventId, Is.EqualTo("8"));
    }

    [Test]
    public void A_checkpoint_that_cannot_be_loaded_fails_before_any_request()
    {
        var store = new ScriptedStore();
        var reading = Pull(store).CountAsync().AsTask();

        store.NotLoaded(new IOException("no such disk"));

        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<SseCheckpointException>());
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public void Cancellation_during_the_load_cancels_the_sequence()
    {
        var store = new ScriptedStore();
        using var cancellation = new CancellationTokenSource();
        var reading = Pull(store).CountAsync(cancellation.Token).AsTask();

        cancellation.Cancel();
        Assert.That(store.LoadToken.IsCancellationRequested);
        store.NotLoaded(new OperationCanceledException(cancellation.Token));

        Assert.That(reading.IsCanceled);
    }

    [Test]
    public void Completion_waits_for_the_saves()
    {
        var store = new ScriptedStore();
        var reading = Items("1", "2", "3").CheckpointTo(store).CountAsync().AsTask();

        Assert.That(store.Saves, Is.EqualTo(new[] { "1" }));
        store.Saved();
        Assert.That(reading.IsCompleted, Is.False);
        store.Saved();

        Assert.That(store.Saves, Is.EqualTo(new[] { "1", "3" }));
        Assert.That(reading.IsCompletedSuccessfully);
    }

    [Test]
    public void Leaving_the_loop_waits_for_the_saves_of_processed_items()
    {
        var store = new ScriptedStore();
        var reading = ReadUntil("3");

        store.Saved();
        Assert.That(reading.IsCompleted, Is.False);
        store.Saved();

        Assert.That(reading.IsCompletedSuccessfully);
        Assert.That(store.Saves, Is.EqualTo(new[] { "1", "2" }));

        async Task ReadUntil(string last)
        {
            await foreach (var e in Items("1", "2", "3", "4").CheckpointTo(store).ConfigureAwait(false))
            {
                if (e.LastEventId == last)
                {
                    break;
                }
            }
        }
    }

    [Test]
    public void A_failed_save_ends_the_wait_for_the_next_item()
    {
        Server.Connection("a", First);
        var store = new ScriptedStore();
        var items = 0;
        var reading = Pull(_memory).CheckpointTo(store).Select(_ => ++items).CountAsync().AsTask();

        store.NotSaved(new IOException("disk full"));

        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<SseCheckpointException>().With.Message.Contains("disk full"));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
        Assert.That(items, Is.EqualTo(1));
    }

    [Test]
    public void A_store_that_throws_synchronously_ends_the_sequence()
    {
        var reading = Items("1", "2", "3").CheckpointTo(new BrokenStore()).CountAsync().AsTask();

        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<SseCheckpointException>().With.Message.Contains("'1'"));
    }

    [Test]
    public void A_completed_save_does_not_end_the_wait_for_the_next_item()
    {
        Server.Connection("a(b|)", First, Second).Then(204);
        var store = new ScriptedStore();
        var reading = Pull(_memory).CheckpointTo(store).CountAsync().AsTask();

        store.Saved();
        RunTo(seconds: 10);
        store.Saved();

        Assert.That(reading.IsCompletedSuccessfully && reading.Result == 2);
    }

    [Test]
    public void Errors_of_the_source_and_the_store_are_both_reported()
    {
        Server.Connection("(a|)", First).Then(404);
        var store = new ScriptedStore();
        var reading = Pull(_memory).CheckpointTo(store).CountAsync().AsTask();

        RunTo(seconds: 10);
        Assert.That(reading.IsCompleted, Is.False);
        store.NotSaved(new IOException("disk full"));

        var errors = ((AggregateException)reading.Exception!.InnerException!).InnerExceptions;
        Assert.That(errors[0], Is.InstanceOf<SseResponseException>());
        Assert.That(errors[1], Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public void An_exception_of_the_loops_body_is_not_replaced_by_a_failed_save()
    {
        var store = new ScriptedStore();
        var reading = ReadAsync();

        store.NotSaved(new IOException("disk full"));

        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<FormatException>());

        async Task ReadAsync()
        {
            await foreach (var e in Items("1", "2").CheckpointTo(store).ConfigureAwait(false))
            {
                if (e.LastEventId == "2")
                {
                    throw new FormatException();
                }
            }
        }
    }

    [Test]
    public void Errors_of_the_selector_and_the_store_are_both_reported()
    {
        var store = new ScriptedStore();
        var reading = Items("1", "2")
            .CheckpointTo(store, e => e.LastEventId == "2" ? throw new FormatException() : e.LastEventId)
            .CountAsync()
            .AsTask();

        store.NotSaved(new IOException("disk full"));

        var errors = ((AggregateException)reading.Exception!.InnerException!).InnerExceptions;
        Assert.That(errors[0], Is.InstanceOf<FormatException>());
        Assert.That(errors[1], Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public async Task A_cancellation_carries_the_callers_token()
    {
        Server.Connection("a", First);
        using var cancellation = new CancellationTokenSource();
        var reading = Pull(_memory).CheckpointTo(_memory).CountAsync(cancellation.Token).AsTask();

        cancellation.Cancel();

        var error = await Assert.CatchAsync<OperationCanceledException>(() => reading.WaitAsync(TestDeadline.Value));
        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
    }

    private static IAsyncEnumerable<SseEvent> Items(params string[] ids) =>
        ids.ToAsyncEnumerable().Select(id => new SseEvent("x", LastEventId: id));

    private IAsyncEnumerable<SseEvent> Pull(ISseCheckpointStore store) =>
        SseAsyncEnumerable.Connect(Server.Transport, Server.Options with { CheckpointStore = store });
}
