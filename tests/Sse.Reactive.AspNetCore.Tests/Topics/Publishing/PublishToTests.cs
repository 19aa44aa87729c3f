using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Observables that are published to topics.</summary>
public class PublishToTests : SharedTopicsFixture
{
    private Subject<SseEvent> _events = null!;

    [SetUp]
    public void CreateEvents() => _events = new();

    [TearDown]
    public void DisposeEvents() => _events.Dispose();

    [Test]
    public async Task Events_are_published_in_order_and_what_waits_goes_with_the_next_append()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = _events.PublishToAsync(A.Topic);
        Emit(1, 1000);
        _events.OnCompleted();

        await AdvanceUntilAsync(publishing);

        await publishing;
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 1000)));
        Assert.That(A.Store.Appends, Is.InRange(4, 6));
        Assert.That(subscriber.HasEnded, Is.False, "the topic has not ended");
    }

    [Test]
    public async Task An_error_of_the_sequence_follows_what_came_before_it()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = _events.PublishToAsync(A.Topic);
        Emit(1, 10);
        _events.OnError(new FormatException());

        await AdvanceUntilAsync(publishing);

        Assert.That(async () => await publishing, Throws.TypeOf<FormatException>());
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 10)));
    }

    [Test]
    public async Task After_an_error_of_the_store_nothing_more_is_published()
    {
        using var subscriber = new Recording(B.Topic);
        var store = new StubbornStore(A.Store);
        store.OnAppend = _ => store.OnAppend = _ => throw new SseStoreException("Memory", "Full."); // the first one succeeds
        await using var topics = new SseSharedTopics(store, Options);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = _events.PublishToAsync(topics["t"]);
        Emit(1, 1000);

        await AdvanceUntilAsync(publishing);

        Assert.That(async () => await publishing, Throws.TypeOf<SseStoreException>().With.Message.EqualTo("Full."));
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, subscriber.Data.Count())), "a beginning of the sequence");
        Assert.That(subscriber.Data.Count(), Is.InRange(1, 256));
        Assert.That(_events.HasObservers, Is.False);
    }

    [Test]
    public async Task An_event_that_cannot_be_published_follows_those_before_it()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = _events.PublishToAsync(A.Topic);
        Emit(1, 10);
        _events.OnNext(new("11", LastEventId: "own"));
        Emit(12, 20);

        await AdvanceUntilAsync(publishing);

        Assert.That(async () => await publishing, Throws.ArgumentException.With.Message.Contains("has the ID 'own'"));
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 10)));
    }

    [Test]
    public async Task More_events_than_may_wait_end_the_subscription()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = _events.PublishToAsync(A.Topic, maxWaiting: 5);
        _events.OnNext(new("0"));
        await Waiting.AdvanceUntilAsync(() => { }, () => A.Store.Appends == 1, () => "The first event was not appended.");
        Emit(1, 6);

        Assert.That(_events.HasObservers, Is.False);
        await AdvanceUntilAsync(publishing);
        Assert.That(
            async () => await publishing,
            Throws.TypeOf<SseStoreException>().With.Message.StartsWith(
                "5 events already wait to be published to the topic 't': Memory does not keep up."));
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(0, 5)), "those before it are published");
        Assert.That(() => _events.PublishToAsync(A.Topic, maxWaiting: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Canceling_ends_the_subscription()
    {
        using var cancellation = new CancellationTokenSource();
        A.Store.Delay = TimeSpan.FromDays(1);
        var publishing = _events.PublishToAsync(A.Topic, cancellationToken: cancellation.Token);
        Emit(1, 10);
        await cancellation.CancelAsync();

        Assert.That(async () => await publishing.WaitAsync(Waiting.Deadline), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_events.HasObservers, Is.False);
        Assert.That(
            async () => await _events.PublishToAsync(A.Topic, cancellationToken: new(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Events_for_a_topic_in_memory_may_have_IDs()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        using var topics = new SseTopics(_ => new() { ReplayFromOldest = true });
        var events = Enumerable.Range(1, 10).Select(i => new SseEvent($"{i}", LastEventId: $"own-{i}")).ToObservable();

        await events.PublishToAsync(topic);
        await events.PublishToAsync(topics["t"]);

        foreach (var published in new ISseTopic[] { topic, topics["t"] })
        {
            using var subscriber = new Recording(published);
            Assert.That(subscriber.Events.Select(e => e.LastEventId), Is.EqualTo(Numbers(1, 10).Select(n => "own-" + n)));
        }
    }

    private void Emit(int from, int to)
    {
        foreach (var number in Numbers(from, to))
        {
            _events.OnNext(new(number));
        }
    }

    private Task AdvanceUntilAsync(Task publishing) =>
        Waiting.AdvanceUntilAsync(() => Advance(0.25), () => publishing.IsCompleted, () => "Publishing has not ended.");
}
