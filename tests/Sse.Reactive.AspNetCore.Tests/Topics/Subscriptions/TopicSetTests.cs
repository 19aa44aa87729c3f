using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Several topics over one connection, under one ID.</summary>
public class TopicSetTests
{
    private readonly List<SseEvent> _received = [];
    private TestScheduler _scheduler = null!;
    private SseTopics _topics = null!;

    private IEnumerable<string> Data => _received.Select(e => e.Data);

    private string LastId => _received[^1].LastEventId;

    [SetUp]
    public void SetUp()
    {
        _received.Clear();
        _scheduler = new();
        _topics = new(_ => new() { MaxEvents = 5, Scheduler = _scheduler }, scheduler: _scheduler);
    }

    [TearDown]
    public void TearDown() => _topics.Dispose();

    [Test]
    public void One_ID_resumes_each_topic()
    {
        using (_topics.After(["a", "b c"], "").Subscribe(_received.Add))
        {
            Publish("a", "a1", "a2");
            Publish("b c", "b1");
        }

        Assert.That(LastId, Does.Match("^a/[0-9a-f]{12}/2 b%20c/[0-9a-f]{12}/1$"));
        Publish("a", "a3");
        Publish("b c", "b2", "b3");

        using var again = _topics.After(["b c", "a"], LastId).Subscribe(_received.Add);
        Publish("a", "a4");

        Assert.That(Data.Take(3), Is.EqualTo(new[] { "a1", "a2", "b1" }));
        Assert.That(Data.Skip(3), Is.EqualTo(new[] { "b2", "a3", "b3", "a4" }), "in turn");
    }

    [Test]
    public void Each_event_reports_the_position_in_every_topic_even_in_those_without_events()
    {
        Publish("b", "old");
        string id;
        using (_topics.After(["a", "b"], "").Subscribe(_received.Add))
        {
            Publish("a", "a1");
            id = LastId;
        }

        Publish("b", "b1"); // while the client is disconnected

        using var again = _topics.After(["a", "b"], id).Subscribe(_received.Add);
        Assert.That(Data, Is.EqualTo(new[] { "a1", "b1" }));
    }

    [Test]
    public async Task A_client_receives_the_starting_ID_first_and_whenever_the_set_changes()
    {
        using var names = new BehaviorSubject<string[]>(["a", "b"]);
        var options = new SseServerOptions { Scheduler = _scheduler };
        var client = FakeClient.Start(SseResults.Stream(_topics.After(names, ""), options));
        var first = await client.ReadUntilAsync("\n\n");
        names.OnNext(["b", "c"]);
        var second = await client.ReadUntilAsync("\n\n");
        client.Dispose();

        Assert.That(first, Does.Match("^id: a/\\w+/0 b/\\w+/0\n\n$"));
        Assert.That(second, Does.Match("^id: b/\\w+/0 c/\\w+/0\n\n$"));
        Publish("c", "c1"); // while the client is disconnected

        using var again = FakeClient.Start(SseResults.Stream(_topics.After(names, second[4..].Trim()), options));
        Assert.That(await again.ReadUntilAsync("/1\n\n"), Does.Match("^data: c1\nid: b/\\w+/0 c/\\w+/1\n\n$"));
    }

    [Test]
    public void The_set_may_change_and_topics_that_stay_miss_nothing()
    {
        using var names = new Subject<IReadOnlyCollection<string>>();
        using var subscription = _topics.After(names, "").Subscribe(_received.Add);
        Publish("a", "before");

        names.OnNext(["a"]);
        Publish("a", "a1");
        names.OnNext(["a", "b", "a"]);
        Publish("b", "b1");
        Publish("a", "a2");
        names.OnNext(["b"]);
        Publish("a", "a3");
        Publish("b", "b2");
        names.OnNext([]);
        Publish("b", "b3");
        names.OnNext(["a"]);
        Publish("a", "a4");

        Assert.That(Data, Is.EqualTo(new[] { "a1", "b1", "a2", "b2", "a4" }));
        Assert.That((_topics.SubscriberCount("a"), _topics.SubscriberCount("b")), Is.EqualTo((1, 0)));
        subscription.Dispose();
        Assert.That((names.HasObservers, _topics.SubscriberCount("a")), Is.EqualTo((false, 0)));
    }

    [Test]
    public void A_set_that_changes_while_an_event_is_delivered_loses_and_duplicates_nothing()
    {
        using var names = new BehaviorSubject<string[]>(["a"]);
        using var subscription = _topics.After(names, "").Subscribe(e =>
        {
            _received.Add(e);
            if (e.Data == "a1")
            {
                names.OnNext(["a", "b"]); // reentrant
                Publish("a", "a2");
                Publish("b", "too early"); // the change is applied after this delivery
            }
        });

        Publish("a", "a1");
        Publish("b", "b1");

        Assert.That(Data, Is.EqualTo(new[] { "a1", "a2", "b1" }));
    }

    [Test]
    public void A_topic_that_leaves_and_returns_while_an_event_is_published_delivers_it_once()
    {
        using var topics = new SseTopics(_ => new() { ReplayFromOldest = true });
        using var names = new BehaviorSubject<string[]>(["a"]);
        using var first = topics.After("a", "").Subscribe(_ =>
        {
            names.OnNext([]);
            names.OnNext(["a"]);
        });
        using var second = topics.After(names, "").Subscribe(_received.Add);

        topics.Publish("a", new("a1")); // notifies the first, then the second

        Assert.That(Data, Is.EqualTo(new[] { "a1" }));
    }

    [Test]
    public void A_change_is_applied_although_a_topic_always_has_more()
    {
        using var names = new BehaviorSubject<string[]>(["a"]);
        var published = 0;
        using var subscription = _topics.After(names, "").Subscribe(e =>
        {
            if (++published == 100)
            {
                names.OnNext([]);
            }
            else if (published < 1000)
            {
                Publish("a", "more");
            }
        });

        Publish("a", "first");

        Assert.That(published, Is.EqualTo(100));
    }

    [Test]
    public void IDs_of_publishers_are_kept_if_they_are_short()
    {
        var id = "id of 4";
        var longId = new string('x', 100);
        using (_topics.After(["a", "b"], "").Subscribe(_received.Add))
        {
            _topics.Publish("a", new("a1", LastEventId: id));
            _topics.Publish("b", new("b1", LastEventId: longId));
        }

        Assert.That(LastId, Does.Match("^a=id%20of%204 b/\\w+/1$"));
        Publish("a", "a2");
        Publish("b", "b2");
        using var again = _topics.After(["a", "b"], LastId).Subscribe(_received.Add);

        Assert.That(Data, Is.EqualTo(new[] { "a1", "b1", "a2", "b2" }));
    }

    [Test]
    public void A_gap_is_reported_for_each_topic_that_has_one()
    {
        using (_topics.After(["a", "b"], "").Subscribe(_received.Add))
        {
            Publish("a", "a1");
        }

        var id = LastId;
        Publish("a", "2", "3", "4", "5", "6", "7", "8");
        Publish("b", "b1");
        _received.Clear();

        using (_topics.After(["a", "b"], id).Subscribe(_received.Add))
        {
        }

        var gap = new SseGap(SseGapReason.Expired, 2, id.Split(' ')[0]);
        Assert.That(_received.Count(e => SseGap.TryRead(e, out var g) && g == gap), Is.EqualTo(1));
        Assert.That(_received[0].LastEventId, Does.Match("^a/\\w+/3 b/\\w+/0$"));
        Assert.That(Data.Skip(1), Is.EqualTo(new[] { "b1", "4", "5", "6", "7", "8" }));
    }

    [TestCase("nonsense")]
    [TestCase("a/0123456789ab/7 b/0123456789ab/9")]
    [TestCase("a= b=7")]
    [TestCase("/ =")]
    public void An_unknown_ID_is_a_gap_in_each_topic_until_it_was_delivered(string id)
    {
        Publish("a", "a1");
        Publish("b", "b1");
        using (_topics.After(["a", "b"], id).Take(1).Subscribe(_received.Add))
        {
        }

        var first = LastId; // the gap in the other topic was not delivered yet
        using var again = _topics.After(["a", "b"], first).Subscribe(_received.Add);

        Assert.That(_received.Count(e => SseGap.TryRead(e, out _)), Is.EqualTo(2));
        Assert.That(Data.Count(d => d is "a1" or "b1"), Is.EqualTo(2));
    }

    [Test]
    public void A_topic_that_the_ID_does_not_name_starts_as_for_a_new_subscriber()
    {
        using (_topics.After(["a"], "").Subscribe(_received.Add))
        {
            Publish("a", "a1");
        }

        Publish("b", "b1");
        using var again = _topics.After(["a", "b"], LastId).Subscribe(_received.Add);
        Publish("b", "b2");

        Assert.That(Data, Is.EqualTo(new[] { "a1", "b2" }));
    }

    [Test]
    public void A_filter_applies_to_all_topics()
    {
        using var subscription = _topics.After(["a", "b"], "", where: e => Equals(e.Tag, 1)).Subscribe(_received.Add);
        _topics.Publish("a", new("a1"), tag: 1);
        _topics.Publish("b", new("b1"), tag: 2);
        _topics.PublishJson("b", 2, NumberContext.Default.Int32, tag: 1);

        Assert.That(Data, Is.EqualTo(new[] { "a1", "2" }));
        Assert.That(LastId, Does.Match("^a/\\w+/1 b/\\w+/2$"));
    }

    [Test]
    public void Completes_when_the_names_and_all_topics_have_ended()
    {
        var isCompleted = false;
        using var names = new BehaviorSubject<string[]>(["a", "b"]);
        using var subscription = _topics.After(names, "").Subscribe(_received.Add, () => isCompleted = true);

        _topics.Remove("a");
        Publish("a", "another topic");
        names.OnCompleted();
        Publish("b", "b1");
        Assert.That(isCompleted, Is.False);
        _topics.Remove("b");

        Assert.That(isCompleted);
        Assert.That(Data, Is.EqualTo(new[] { "b1" }));
    }

    [Test]
    public void An_error_of_the_names_is_the_error_of_the_subscriber()
    {
        Exception? error = null;
        using var names = new BehaviorSubject<string[]>(["a"]);
        using var subscription = _topics.After(names, "").Subscribe(_received.Add, e => error = e);

        names.OnError(new FormatException());

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(_topics.SubscriberCount("a"), Is.Zero);
    }

    [Test]
    public void Options_that_throw_are_the_error_of_the_subscriber_who_leaves_the_other_topics()
    {
        Exception? error = null;
        using var topics = new SseTopics(name => name == "b" ? throw new IOException("broken") : new());
        using var names = new BehaviorSubject<string[]>(["a"]);
        using var subscription = topics.After(names, "").Subscribe(_ => { }, e => error = e);

        Assert.That(() => names.OnNext(["c", "b"]), Throws.Nothing);

        Assert.That(error, Is.InstanceOf<IOException>());
        Assert.That((topics.SubscriberCount("a"), topics.SubscriberCount("c")), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Refuses_a_set_whose_ID_no_client_would_send_back()
    {
        string[] tooMany = [.. Enumerable.Range(0, 1000).Select(i => $"topic-{i}")];
        using var names = new Subject<string[]>();
        Exception? error = null;
        using var subscription = _topics.After(names, "").Subscribe(_ => { }, e => error = e);

        Assert.That(() => _topics.After(tooMany, ""), Throws.ArgumentException.With.Message.Contains("4096"));
        Assert.That(() => _topics.After(["a", ""], ""), Throws.ArgumentException);
        Assert.That(() => _topics.After(Array.Empty<string>(), ""), Throws.ArgumentException.With.Message.Contains("204"));
        names.OnNext(tooMany);

        Assert.That(error, Is.InstanceOf<ArgumentException>());
        Assert.That(_topics.Names, Is.Empty);
    }

    [Test]
    public void The_ID_of_the_largest_set_is_one_that_clients_send_back()
    {
        string[] names = [.. Enumerable.Range(0, 78).Select(i => $"{i:00}-ü")];
        using var subscription = _topics.After(names, "").Subscribe(_received.Add);

        foreach (var name in names)
        {
            _topics.Publish(name, new("x", LastEventId: $"{name}{new string('9', 30)}"));
        }

        Assert.That(LastId, Has.Length.InRange(2500, 4096));
        Assert.That(_received, Has.Count.EqualTo(names.Length));
    }

    [Test]
    public void A_set_that_becomes_empty_has_no_position()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a"]);
        using var subscription = _topics.After(names, "").Subscribe(_received.Add);
        Publish("a", "a1");

        names.OnNext([]);
        Publish("a", "secret");
        names.OnNext(["a"]);
        Publish("a", "a2");

        Assert.That(Data, Is.EqualTo(new[] { "a1", "a2" }));
    }

    [Test]
    public async Task A_client_whose_set_becomes_empty_does_not_resume()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a"]);
        var options = new SseServerOptions { Scheduler = _scheduler, HeartbeatInterval = null };
        using var client = FakeClient.Start(SseResults.Stream(_topics.After(names, ""), options));
        await Waiting.UntilAsync(() => _topics.SubscriberCount("a") == 1, () => "It was not subscribed to.");
        Publish("a", "a1");
        await Waiting.UntilAsync(() => client.ReadAvailable().Contains("a1", StringComparison.Ordinal), () => "It did not arrive.");

        names.OnNext([]);

        Assert.That(await client.ReadUntilAsync("id: \n\n"), Is.EqualTo("id: \n\n"));
    }

    [Test]
    public void The_first_set_that_is_not_empty_resumes()
    {
        using (_topics.After(["a"], "").Subscribe(_received.Add))
        {
            Publish("a", "a1");
        }

        Publish("a", "a2");
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>([]);
        using var again = _topics.After(names, LastId).Subscribe(_received.Add);
        names.OnNext(["a"]);

        Assert.That(Data, Is.EqualTo(new[] { "a1", "a2" }));
    }

    [Test]
    public void The_same_set_again_follows_the_new_topic_of_a_name_that_was_removed()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a", "b"]);
        using var subscription = _topics.After(names, "").Subscribe(_received.Add);
        Publish("a", "a1");

        _topics.Remove("a");
        names.OnNext(names.Value);
        Publish("a", "a2");
        Publish("b", "b1");

        Assert.That(_received.Where(e => e.Type != SseGap.EventType).Select(e => e.Data), Is.EqualTo(new[] { "a1", "a2", "b1" }));
        Assert.That(_received.Count(e => e.Type == SseGap.EventType), Is.EqualTo(1));
        Assert.That(LastId, Does.Match("^b/[0-9a-f]{12}/1 a/[0-9a-f]{12}/1$"));
    }

    [Test]
    public async Task An_error_in_a_fixed_set_is_not_a_completion()
    {
        using var topics = new SseTopics(name => name == "bad" ? throw new FormatException() : new());
        Exception? error = null;
        using var subscription = topics.After(["good", "bad"], "").Subscribe(_ => { }, e => error = e);
        using var client = FakeClient.Start(SseResults.Stream(topics.After(["good", "bad"], ""), new() { Scheduler = _scheduler }));

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(await client.ReadToEndAsync(), Does.Match("^retry: [345][0-9]{3}\n$"));
        Assert.That(topics.SubscriberCount("good"), Is.Zero);
    }

    [Test]
    public void Names_that_throw_when_they_are_disposed_of_leave_no_subscriber()
    {
        var names = Observable.Create<IReadOnlyCollection<string>>(o =>
        {
            o.OnNext(["a"]);
            return () => throw new FormatException();
        });
        var subscription = _topics.After(names, "").Subscribe(_received.Add);

        Assert.That(subscription.Dispose, Throws.InstanceOf<FormatException>());
        Assert.That(_topics.SubscriberCount("a"), Is.Zero);
    }

    private void Publish(string name, params string[] data)
    {
        foreach (var value in data)
        {
            _topics.Publish(name, new(value));
        }
    }
}
