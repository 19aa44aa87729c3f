using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Topics by name, in virtual time.</summary>
public class TopicsTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(4);

    private readonly List<string> _received = [];
    private TestScheduler _scheduler = null!;
    private SseTopics _topics = null!;

    [SetUp]
    public void SetUp()
    {
        _received.Clear();
        _scheduler = new();
        _topics = new(idleTime: Idle, scheduler: _scheduler);
    }

    [TearDown]
    public void TearDown() => _topics.Dispose();

    [Test]
    public void Creates_a_topic_on_the_first_publish_or_subscribe()
    {
        Assert.That(_topics.Names, Is.Empty);
        var after = _topics.After("b", "");
        Assert.That(_topics.Names, Is.Empty);

        _topics.Publish("a", new("1"));
        using var subscription = after.Subscribe(e => _received.Add(e.Data));
        _topics.Publish("b", new("2"));

        Assert.That(_topics.Names, Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(_received, Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public void Topics_and_their_IDs_are_separate()
    {
        var a = _topics.Publish("a", new("1"));
        _topics.Publish("b", new("2"));

        using var subscription = _topics.After("b", a).Subscribe(e => _received.Add($"{e.Type} {e.Data}"));

        Assert.That(_received, Has.Count.EqualTo(2));
        Assert.That(_received[0], Does.StartWith("sse-gap").And.Contain("unknown"));
        Assert.That(_received[1], Is.EqualTo("message 2"));
    }

    [Test]
    public void Removes_an_idle_topic_and_keeps_a_used_one()
    {
        _topics.Publish("idle", new("1"));
        _topics.Publish("busy", new("1"));
        using var subscription = _topics.After("subscribed", "").Subscribe(_ => { });

        Advance(minutes: 3.5);
        _topics.Publish("busy", new("2"));
        Advance(minutes: 2.5);

        Assert.That(_topics.Names, Is.EquivalentTo(new[] { "busy", "subscribed" }));
    }

    [Test]
    public void Keeps_a_topic_for_subscribers_that_return_in_time()
    {
        using (_topics.After("a", "").Subscribe(_ => { }))
        {
            Advance(minutes: 60);
        }

        var id = _topics.Publish("a", new("1"));
        _topics.Publish("a", new("2"));
        Advance(minutes: 3);

        using var subscription = _topics.After("a", id).Subscribe(e => _received.Add(e.Data));
        Assert.That(_received, Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public void An_ID_of_a_removed_topic_is_a_gap()
    {
        var id = _topics.Publish("a", new("1"));
        Advance(minutes: 60);
        _topics.Publish("a", new("2"));

        using var subscription = _topics.After("a", id).Subscribe(e => _received.Add(e.Data));

        Assert.That(_received, Is.EqualTo(new[] { "{\"reason\":\"unknown\",\"after\":\"" + id + "\"}", "2" }));
    }

    [Test]
    public async Task Events_published_while_topics_are_removed_reach_the_subscribers()
    {
        using var topics = new SseTopics(idleTime: TimeSpan.FromTicks(1)); // removed continuously
        for (var i = 0; i < 2000; i++)
        {
            var received = 0;
            using var subscription = topics.After("a", "").Subscribe(_ => received++);
            await Task.Run(() => topics.Publish("a", new("x")));
            Assert.That(received, Is.EqualTo(1), $"round {i}");
        }
    }

    [Test]
    public void Asks_for_the_options_of_a_topic_once_if_several_threads_use_it_first()
    {
        const int Rounds = 500;
        var asked = 0;
        using var topics = new SseTopics(_ =>
        {
            Interlocked.Increment(ref asked);
            Thread.Yield();
            return new();
        });
        using var round = new Barrier(4);

        Parallel.For(0, 4, new() { MaxDegreeOfParallelism = 4 }, _ => Publish());

        Assert.That(asked, Is.EqualTo(Rounds));

        void Publish()
        {
            for (var i = 0; i < Rounds; i++)
            {
                round.SignalAndWait();
                topics.Publish($"{i}", new("x"));
            }
        }
    }

    [Test]
    public void Counts_subscribers_and_creates_no_topic()
    {
        Assert.That(_topics.SubscriberCount("a"), Is.Zero);
        Assert.That(_topics.Names, Is.Empty);

        var first = _topics.After("a", "").Subscribe(_ => { });
        using var second = _topics.After(["a", "b"], "").Subscribe(_ => { });
        Assert.That((_topics.SubscriberCount("a"), _topics.SubscriberCount("b")), Is.EqualTo((2, 1)));

        first.Dispose();
        Assert.That(_topics.SubscriberCount("a"), Is.EqualTo(1));
    }

    [Test]
    public void Ends_and_removes_a_topic()
    {
        var isCompleted = false;
        var id = _topics.Publish("a", new("1"));
        using var subscription = _topics.After("a", "").Subscribe(e => _received.Add(e.Data), () => isCompleted = true);
        using var other = _topics.After("b", "").Subscribe(e => _received.Add(e.Data));

        _topics.Publish("a", new("2"));
        Assert.That(_topics.Remove("a"));
        Assert.That(_topics.Remove("a"), Is.False);
        _topics.Publish("a", new("3")); // another topic
        _topics.Publish("b", new("4"));

        Assert.That(isCompleted);
        Assert.That(_received, Is.EqualTo(new[] { "2", "4" }));
        using var again = _topics.After("a", id).Subscribe(e => _received.Add(e.Type));
        Assert.That(_received.Skip(2), Is.EqualTo(new[] { "sse-gap", "message" }));
    }

    [Test]
    public async Task Publishing_while_a_topic_is_removed_neither_fails_nor_hangs()
    {
        using var topics = new SseTopics();
        var publishing = Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                topics.Publish("a", new("x"));
            }
        });
        while (!publishing.IsCompleted)
        {
            var ended = new TaskCompletionSource();
            using var subscription = topics.After("a", "").Subscribe(_ => { }, ended.SetResult);
            topics.Remove("a");
            await ended.Task.WaitAsync(Waiting.Deadline); // the publisher may be the one who delivers the end
        }

        await publishing.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public void Options_that_throw_are_asked_for_again()
    {
        var isFailing = true;
        using var topics = new SseTopics(_ => isFailing ? throw new IOException("broken") : new());

        Assert.That(() => topics.Publish("a", new("1")), Throws.InstanceOf<IOException>());
        isFailing = false;

        Assert.That(topics.Publish("a", new("1")), Does.EndWith("/1"));
    }

    [Test]
    public void Publishes_JSON()
    {
        using var subscription = _topics.After("a", "").Subscribe(e => _received.Add($"{e.Type} {e.Data} {e.LastEventId}"));

        var id = _topics.PublishJson("a", 7, NumberContext.Default.Int32, "number");

        Assert.That(_received, Is.EqualTo(new[] { $"number 7 {id}" }));
    }

    private void Advance(double minutes) => _scheduler.AdvanceBy(TimeSpan.FromMinutes(minutes).Ticks);
}
