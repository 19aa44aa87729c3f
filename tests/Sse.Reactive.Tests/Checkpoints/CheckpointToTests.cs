using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseCheckpointExtensions"/>: what is saved and when, pushed.</summary>
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
    public void Saves_the_ID_of_a_processed_event_when_it_changes()
    {
        var store = new SseMemoryCheckpointStore();
        var saved = new List<string?>();
        var events = new[] { Event("1"), Event("1"), Event("2"), Event("2") };

        using var subscription = events.ToObservable().CheckpointTo(store).Subscribe(_ => saved.Add(store.LastEventId));

        Assert.That(saved, Is.EqualTo(new[] { null, "1", "1", "2" }));
        Assert.That(store.LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public void An_ID_reset_by_the_server_is_saved_as_empty()
    {
        var store = new SseMemoryCheckpointStore("7");

        using var subscription = new[] { Event("8"), Event("") }.ToObservable().CheckpointTo(store).Subscribe();

        Assert.That(store.LastEventId, Is.Empty);
    }

    [Test]
    public void Failed_work_after_the_operator_is_not_saved()
    {
        var store = new SseMemoryCheckpointStore();
        using var subscription = _events.CheckpointTo(store).Subscribe(e => _ = e.LastEventId == "2" ? throw new FormatException() : 0);

        _events.OnNext(Event("1"));
        Assert.Throws<FormatException>(() => _events.OnNext(Event("2")));

        Assert.That(store.LastEventId, Is.EqualTo("1"));
        Assert.That(_events.HasObservers, Is.False);
    }

    [Test]
    public void Failed_work_before_the_operator_is_not_saved()
    {
        var store = new SseMemoryCheckpointStore();
        var work = _events.Select(e => e.LastEventId == "2" ? throw new FormatException() : e.WithData(1));
        using var subscription = work.CheckpointTo(store).Subscribe(_ => { }, _ => { });

        _events.OnNext(Event("1"));
        _events.OnNext(Event("2"));

        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    [Test]
    public void A_slow_store_does_not_delay_events_and_skips_to_the_newest_ID()
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
    public void An_ID_that_returns_during_its_save_is_not_saved_again()
    {
        Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2", "1");
        _store.Saved();

        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void A_saved_ID_is_not_saved_again_and_a_source_that_ends_with_it_completes()
    {
        using var shutdown = new Subject<int>();
        var sent = 0;
        var seen = Server.Expect(_events.TakeUntil(shutdown).CheckpointTo(_store).Do(_ => EndAt(2)));

        Send("1");
        _store.Saved();
        Send("1");

        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
        Assert.That(seen.IsCompleted);

        void EndAt(int last)
        {
            if (++sent == last)
            {
                shutdown.OnNext(0);
            }
        }
    }

    [Test]
    public void An_invalid_ID_during_a_save_disposes_the_source_at_once()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store, e => e.LastEventId == "2" ? "a\nb" : e.LastEventId));

        Send("1", "2");
        Assert.That((_events.HasObservers, seen.Error), Is.EqualTo((false, (Exception?)null)));
        _store.Saved();

        Assert.That(seen.Error, Is.InstanceOf<ArgumentException>());
    }

    [Test]
    public void An_error_that_the_store_has_worded_is_the_sequences_error()
    {
        var error = new SseCheckpointException("worded by the store");
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1");
        _store.NotSaved(error);

        Assert.That(seen.Error, Is.SameAs(error));
    }

    [Test]
    public void Completion_waits_for_the_saves()
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
    public void An_error_of_the_source_waits_for_the_saves()
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
    public void A_failed_save_ends_the_sequence_and_disposes_the_source()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store));

        Send("1", "2");
        _store.NotSaved(new IOException("disk full"));

        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>().With.Message.EqualTo(
            "The checkpoint '1' could not be saved, so the sequence ends. The next subscription resumes from the saved one. disk full"));
        Assert.That(seen.Error!.InnerException, Is.InstanceOf<IOException>());
        Assert.That(_events.HasObservers, Is.False);
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void A_store_that_throws_synchronously_ends_the_sequence()
    {
        var seen = Server.Expect(_events.CheckpointTo(new BrokenStore()));

        Send("1", "2");

        Assert.That(seen.Messages, Has.Count.EqualTo(2));
        Assert.That(seen.Error, Is.InstanceOf<SseCheckpointException>());
    }

    [Test]
    public void Errors_of_the_source_and_the_store_are_both_reported()
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
    public void Disposal_does_not_wait_and_processed_events_are_still_saved()
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
    public void The_event_at_which_Take_leaves_comes_again_unless_Take_is_before_the_operator()
    {
        var store = new SseMemoryCheckpointStore();
        var events = new[] { Event("1"), Event("2"), Event("3") }.ToObservable();

        Server.Expect(events.CheckpointTo(store).Take(2));
        Assert.That(store.LastEventId, Is.EqualTo("1"));

        Server.Expect(events.Take(2).CheckpointTo(store));
        Assert.That(store.LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public void An_event_whose_OnNext_is_running_at_the_disposal_comes_again()
    {
        var store = new SseMemoryCheckpointStore();
        IDisposable? subscription = null;
        subscription = _events.CheckpointTo(store).Subscribe(e =>
        {
            if (e.LastEventId == "2")
            {
                Task.Run(subscription!.Dispose).Wait();
            }
        });

        Send("1", "2");

        Assert.That(store.LastEventId, Is.EqualTo("1"));
    }

    [Test]
    public void The_event_at_which_the_source_is_asked_to_complete_is_saved()
    {
        var shutdown = new Subject<int>();
        var work = _events.TakeUntil(shutdown).CheckpointTo(_store).Do(e => shutdown.OnNext(0));
        var seen = Server.Expect(work);

        Send("1");
        Assert.That(_store.Saves, Is.EqualTo(new[] { "1" }));
        Assert.That(seen.IsCompleted, Is.False);

        _store.Saved();
        Assert.That(seen.IsCompleted);
    }

    [TestCase("a\nb")]
    [TestCase("a\0b")]
    [TestCase(null)]
    public void An_invalid_ID_ends_the_sequence(string? id)
    {
        var seen = Server.Expect(_events.CheckpointTo(_store, _ => id!));

        Send("1");

        Assert.That(seen.Error, Is.InstanceOf<ArgumentException>());
        Assert.That(_store.Saves, Is.Empty);
        Assert.That(_events.HasObservers, Is.False);
    }

    [Test]
    public void An_ID_of_null_ends_the_sequence_with_the_fix()
    {
        var seen = Server.Expect(_events.CheckpointTo(_store, _ => null!));

        Send("1");

        Assert.That(
            seen.Error!.Message,
            Is.EqualTo("The function that returns the last event ID has returned null. Return an empty ID for none."));
    }

    [Test]
    public void Arguments_are_required_at_once()
    {
        var (signals, pulled, pulledSignals) =
            (new Subject<SseSignal>(), AsyncEnumerable.Empty<SseEvent>(), AsyncEnumerable.Empty<SseSignal>());

        Assert.That(() => ((IObservable<SseEvent>)null!).CheckpointTo(_store), Throws.ArgumentNullException);
        Assert.That(() => _events.CheckpointTo(null!), Throws.ArgumentNullException);
        Assert.That(() => _events.CheckpointTo(_store, null!), Throws.ArgumentNullException);
        Assert.That(() => _events.CheckpointTo(_store).Subscribe(null!), Throws.ArgumentNullException);
        Assert.That(() => ((IObservable<SseSignal>)null!).CheckpointTo(_store), Throws.ArgumentNullException);
        Assert.That(() => signals.CheckpointTo(null!), Throws.ArgumentNullException);
        Assert.That(() => ((IAsyncEnumerable<SseEvent>)null!).CheckpointTo(_store), Throws.ArgumentNullException);
        Assert.That(() => pulled.CheckpointTo(null!), Throws.ArgumentNullException);
        Assert.That(() => pulled.CheckpointTo(_store, null!), Throws.ArgumentNullException);
        Assert.That(() => ((IAsyncEnumerable<SseSignal>)null!).CheckpointTo(_store), Throws.ArgumentNullException);
        Assert.That(() => pulledSignals.CheckpointTo(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void A_selector_supplies_the_ID_of_any_value()
    {
        var store = new SseMemoryCheckpointStore();

        using var subscription = new[] { 1, 2 }.ToObservable().CheckpointTo(store, number => $"{number}").Subscribe();

        Assert.That(store.LastEventId, Is.EqualTo("2"));
    }

    [Test]
    public async Task The_newest_ID_is_saved_on_real_threads()
    {
        for (var round = 0; round < 200; round++)
        {
            var store = new YieldingStore();
            var ended = new TaskCompletionSource<string?>();
            using var subscription = Observable.Range(1, 300)
                .CheckpointTo(store, n => $"{n}")
                .Subscribe(_ => { }, ended.SetException, () => ended.SetResult(store.LastEventId));

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
