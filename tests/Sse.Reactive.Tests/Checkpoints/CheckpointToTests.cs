using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>What is saved and when, pushed.</summary>
public class CheckpointToTests : VirtualTimeTests
{
    private Subject<SseEvent> _events = null!;
    private ScriptedStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _events = new();
        _store = new();
    }

    [Test]
    public void Saves_the_id_of_what_has_passed_and_only_when_it_changes()
    {
        var store = new SseMemoryCheckpointStore();
        var saved = new List<string?>();
        var events = new[] { Event("1"), Event("1"), Event("2"), Event("2") };

        using var subscription = events.ToObservable().CheckpointTo(store).Subscribe(_ => saved.Add(store.LastEventId));

        Assert.That(saved, Is.EqualTo(new[] { null, "1", "1", "2" }));
        Assert.That(store.LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public void An_id_that_the_server_reset_is_saved_as_empty()
    {
        var store = new SseMemoryCheckpointStore("7");

        using var subscription = new[] { Event("8"), Event("") }.ToObservable().CheckpointTo(store).Subscribe();

        Assert.That(store.LastEventId, Is.Empty);
    }

    [Test]
    public void Work_behind_it_that_fails_is_not_acknowledged()
    {
        var store = new SseMemoryCheckpointStore();
        using var subscription = _events.CheckpointTo(store).Subscribe(e => _ = e.LastEventId == "2" ? throw new FormatException() : 0);

        _events.OnNext(Event("1"));
        Assert.Throws<FormatException>(() => _events.OnNext(Event("2")));

        Assert.That(store.LastEventId, Is.EqualTo("1"));
        Assert.That(_events.HasObservers, Is.False);
    }

    [Test]
    public void Work_before_it_that_fails_is_not_acknowledged()
    {
        var store = new SseMemoryCheckpointStore();
        var work = _events.Select(e => e.LastEventId == "2" ? throw new FormatException() : e.WithData(1));
        using var subscription = work.CheckpointTo(store).Subscribe(_ => { }, _ => { });

        _events.OnNext(Event("1"));
        _events.OnNext(Event("2"));

        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    [Test]
    public void A_slow_store_holds_nothing_up_and_skips_to_the_newest()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2", "3", "4");
        Assert.That(seen.Messages, Has.Count.EqualTo(4));
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));

        _store.Saved();
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1", "4" }));

        _store.Saved();
        Send("5");
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1", "4", "5" }));
    }

    [Test]
    public void An_id_that_went_back_while_it_was_being_saved_is_not_saved_again()
    {
        Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2", "1");
        _store.Saved();

        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void Completion_waits_until_all_is_saved()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2");
        _events.OnCompleted();
        _store.Saved();
        Assert.That(seen.Messages, Has.Count.EqualTo(2));

        _store.Saved();
        Assert.That(seen.IsCompleted);
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public void An_error_of_the_source_waits_until_all_is_saved()
    {
        var error = new FormatException();
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1");
        _events.OnError(error);
        Assert.That(seen.Messages, Has.Count.EqualTo(1));

        _store.Saved();
        Assert.That(seen.Error, Is.SameAs(error));
    }

    [Test]
    public void A_fault_of_the_store_ends_the_sequence_and_closes_the_source()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2");
        _store.NotSaved(new IOException("disk full"));

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>().With.Message.Contains("'1'").And.Message.Contains("disk full"));
        Assert.That(seen.Error!.InnerException, Is.InstanceOf<IOException>());
        Assert.That(_events.HasObservers, Is.False);
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void A_store_that_throws_at_once_ends_the_sequence()
    {
        var seen = Server.Expect(_events.CheckpointTo(new BrokenStore()));

        Send("1", "2");

        Assert.That(seen.Messages, Has.Count.EqualTo(2));
        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public void An_error_of_the_source_and_a_fault_of_the_store_are_both_told()
    {
        var error = new FormatException();
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1");
        _events.OnError(error);
        _store.NotSaved(new IOException("disk full"));

        var errors = ((AggregateException)seen.Error!).InnerExceptions;
        Assert.That(errors, Has.Count.EqualTo(2));
        Assert.That(errors[0], Is.SameAs(error));
        Assert.That(errors[1], Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public void Disposal_does_not_wait_and_what_had_passed_is_saved_behind_it()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2");
        seen.Unsubscribe();
        Assert.That(_events.HasObservers, Is.False);
        _store.Saved();
        _store.Saved();

        Assert.That(_store.Saves, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(seen.Messages, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_event_at_which_Take_disposes_has_passed()
    {
        var store = new SseMemoryCheckpointStore();

        Server.Expect(new[] { Event("1"), Event("2") }.ToObservable().CheckpointTo(store).Take(1));

        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    [TestCase("a\nb")]
    [TestCase("a\0b")]
    [TestCase(null)]
    public void An_id_that_no_stream_can_have_ends_the_sequence(string? id)
    {
        var seen = Server.Expect(_events.CheckpointTo(_store, _ => id!));

        Send("1");

        Assert.That(seen.Error, Is.InstanceOf<ArgumentException>());
        Assert.That(_store.Saves, Is.Empty);
        Assert.That(_events.HasObservers, Is.False);
    }

    [Test]
    public void Values_of_any_type_say_their_id_by_a_selector()
    {
        var store = new SseMemoryCheckpointStore();

        using var subscription = new[] { 1, 2 }.ToObservable().CheckpointTo(store, number => $"{number}").Subscribe();

        Assert.That(store.LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public void A_connection_starts_from_the_store_and_resumes_there_after_a_retry()
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
    public void Events_without_an_id_of_their_own_keep_the_one_loaded()
    {
        Server.Connection("a");
        var store = new SseMemoryCheckpointStore("5");

        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = store }).CheckpointTo(store));

        seen.ToBe("a", ('a', new SseEvent("a", LastEventId: "5")));
        Assert.That(store.LastEventId, Is.EqualTo("5"));
    }

    [TestCase(null, "3", TestName = "Nothing_saved_means_the_options_id")]
    [TestCase("", "", TestName = "An_empty_id_saved_means_the_beginning")]
    [TestCase("5", "5", TestName = "What_is_saved_goes_before_the_options_id")]
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
    public void Signals_start_from_the_store_too()
    {
        Server.Silence();

        using var subscription = Signals(Server.Options with { CheckpointStore = new SseMemoryCheckpointStore("5") }).Subscribe();

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "5" }));
    }

    [Test]
    public void A_checkpoint_that_cannot_be_loaded_is_an_error_and_nothing_is_requested()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }));

        _store.NotLoaded(new IOException("no such disk"));
        RunTo(seconds: 100);

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>().With.Message.Contains("no such disk"));
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public void A_store_that_holds_what_no_stream_can_have_is_an_error()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = new SseMemoryCheckpointStore("a\nb") }));

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>());
        Assert.That(Server.Attempts, Is.Empty);
    }

    [Test]
    public void Disposal_while_loading_cancels_the_load_and_never_connects()
    {
        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }));

        seen.Unsubscribe();
        Assert.That(_store.LoadToken.IsCancellationRequested);
        _store.Loaded("1");

        Assert.That(Server.Attempts, Is.Empty);
        Assert.That(seen.Messages, Is.Empty);
    }

    [Test]
    public void Take_stops_a_transport_that_never_waits_also_behind_a_loaded_checkpoint()
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("retry: 0\ndata: a\n\ndata: b\n\n"u8.ToArray())))).Forever();

        var seen = Server.Expect(Connect(Server.Options with { CheckpointStore = _store }).Take(1));
        _store.Loaded(null);

        Assert.That(seen.Messages, Has.Count.EqualTo(2));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task On_real_threads_the_end_always_finds_the_newest_id_saved()
    {
        for (var round = 0; round < 200; round++)
        {
            var store = new YieldingStore();
            var ended = new TaskCompletionSource<string?>();
            using var subscription = Observable.Range(1, 300).CheckpointTo(store, n => $"{n}").Subscribe(_ => { }, ended.SetException, () => ended.SetResult(store.LastEventId));

            Assert.That(await ended.Task.WaitAsync(TestDeadline.Value), Is.EqualTo("300"));
        }
    }

    private static SseEvent Event(string id) => new("x", LastEventId: id);

    private void Send(params string[] ids)
    {
        foreach (var id in ids)
        {
            _events.OnNext(Event(id));
        }
    }

    private sealed class YieldingStore : ISseCheckpointStore
    {
        public string? LastEventId { get; private set; }

        public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new(LastEventId);

        public async ValueTask SaveAsync(string lastEventId)
        {
            await Task.Yield();
            LastEventId = lastEventId;
        }
    }
}
