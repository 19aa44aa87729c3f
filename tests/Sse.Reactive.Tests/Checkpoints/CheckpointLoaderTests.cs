using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.CheckpointStore"/>: each subscription loads the checkpoint before its first attempt.</summary>
public class CheckpointLoaderTests : VirtualTimeTests
{
    private ScriptedStore _store = null!;

    [SetUp]
    public void SetUp() => _store = new();

    [Test]
    public void A_connection_starts_from_the_store_and_so_does_a_retry()
    {
        var store = new SseMemoryCheckpointStore("5");
        Server
            .Connection("s", ('s', Wire("id: 6\ndata: a\n\nid: 7\ndata: bad\n\n")))
            .Connection("b-|", ('b', new SseEvent("b", LastEventId: "7"))).Then(204);
        var isFirst = true;

        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = store })
            .Select(e => e.Data == "bad" && isFirst && !(isFirst = false) ? throw new FormatException() : e.WithData(e.Data))
            .CheckpointTo(store)
            .Retry());

        seen.ToBe("(ab)-|", ('a', new("a", "message", "6")), ('b', new("b", "message", "7")));

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "5", "6", "7" }));
        Assert.That(store.LastEventId, Is.EqualTo("7"));
    }

    [Test]
    public void Events_without_an_ID_keep_the_loaded_one()
    {
        Server.Connection("a");
        var store = new SseMemoryCheckpointStore("5");

        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = store }).CheckpointTo(store));

        seen.ToBe("a", ('a', new SseEvent("a", LastEventId: "5")));
        Assert.That(store.LastEventId, Is.EqualTo("5"));
    }

    [TestCase(null, "3", TestName = "An_empty_store_starts_from_the_ID_of_the_options")]
    [TestCase("", "", TestName = "A_saved_empty_ID_starts_from_the_beginning")]
    [TestCase("5", "5", TestName = "A_saved_ID_takes_precedence_over_the_options")]
    public void Start(string? saved, string asked)
    {
        Server.Silence();
        var options = Server.Options with { LastEventId = "3", CheckpointStore = _store };

        Server.Expect(Connect(options));
        Assert.That(Server.Attempts, Is.Empty);
        _store.Loaded(saved);

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { asked }));
    }

    [Test]
    public void Signals_start_from_the_store()
    {
        Server.Silence();

        using var subscription = Signals(Server.Options with { CheckpointStore = new SseMemoryCheckpointStore("5") }).Subscribe();

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "5" }));
    }

    [Test]
    public void A_checkpoint_that_cannot_be_loaded_fails_before_any_request()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }));

        _store.NotLoaded(new IOException("no such disk"));
        RunTo(seconds: 100);

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>().With.Message.EqualTo(
            "The checkpoint could not be loaded, so the client did not connect. no such disk"));
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public void An_error_that_the_store_has_worded_is_the_sequences_error()
    {
        var error = new SseCheckpointException("worded by the store");
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }));

        _store.NotLoaded(error);

        Assert.That(seen.Error, Is.SameAs(error));
    }

    [Test]
    public void An_invalid_ID_in_the_store_fails()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = new SseMemoryCheckpointStore("a\nb") }));

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>());
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public void Disposal_during_the_load_cancels_it_and_never_connects()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }));

        seen.Unsubscribe();
        Assert.That(_store.LoadToken.IsCancellationRequested);
        _store.Loaded("1");

        Assert.That(Server.Attempts, Is.Empty);
        Assert.That(seen.Messages, Is.Empty);
    }

    [Test]
    public void Take_stops_a_synchronous_transport_after_a_loaded_checkpoint()
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("retry: 0\ndata: a\n\ndata: b\n\n"u8.ToArray())))).Forever();

        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }).Take(1));
        _store.Loaded(null);

        Assert.That(seen.Messages, Has.Count.EqualTo(2));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }
}
