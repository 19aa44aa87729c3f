using System.Collections;
using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What goes wrong with the set of topics of one connection: whose error it is, and what the ID still resumes.</summary>
public sealed class TopicSetErrorTests
{
    private readonly List<SseEvent> _received = [];
    private SseTopics _topics = null!;

    [SetUp]
    public void SetUp()
    {
        _received.Clear();
        _topics = new(_ => new() { ReplayFromOldest = true });
    }

    [TearDown]
    public void TearDown() => _topics.Dispose();

    [Test]
    public void A_set_that_throws_while_it_is_read_is_the_error_of_the_subscriber()
    {
        Exception? error = null;
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a"]);
        using var subscription = _topics.After(names, "").Subscribe(_received.Add, e => error = e);

        Assert.That(() => names.OnNext(new UnreadableSet()), Throws.Nothing);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That((_topics.SubscriberCount("a"), names.HasObservers), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task A_set_that_throws_while_it_is_read_ends_the_stream_of_its_client()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a"]);
        using var client = FakeClient.Start(SseResults.Stream(_topics.After(names, "")));

        Assert.That(() => names.OnNext(new UnreadableSet()), Throws.Nothing);

        Assert.That(await client.ReadToEndAsync(), Does.Contain("retry: "));
    }

    [Test]
    public void An_exception_of_an_observer_is_not_taken_for_an_invalid_set()
    {
        Exception? error = null;
        _topics.Publish("a", new("a1"));
        using var names = new Subject<IReadOnlyCollection<string>>();
        using var subscription = _topics.After(names, "").Subscribe(_ => throw new ArgumentException("mine"), e => error = e);

        Assert.That(() => names.OnNext(["a"]), Throws.ArgumentException.With.Message.EqualTo("mine"));

        Assert.That((error, _topics.SubscriberCount("a")), Is.EqualTo(((Exception?)null, 0)));
    }

    [TestCase("x y")]
    [TestCase("x=y z/1")]
    [TestCase("a long one")]
    public void An_ID_that_begins_as_those_of_its_topic_resumes_each_topic(string end)
    {
        var assigned = _topics.Publish("a", new("a1"));
        var id = assigned[..^1] + (end == "a long one" ? new string('x', 4000) : end);
        using (_topics.After(["a", "b"], "").Subscribe(_received.Add))
        {
            _topics.Publish("a", new("a2", LastEventId: id));
            _topics.Publish("b", new("b1"));
        }

        var combined = _received[^1].LastEventId;
        _topics.Publish("a", new("a3"));
        using var again = _topics.After(["a", "b"], combined).Subscribe(_received.Add);

        Assert.That(_received.Select(e => e.Data), Is.EqualTo(new[] { "a1", "a2", "b1", "a3" }));
        Assert.That(_received.Select(e => e.LastEventId.Split(' ').Length), Is.All.EqualTo(2));
        Assert.That(_received.Select(e => e.LastEventId), Is.All.Length.LessThan(200));
    }

    private sealed class UnreadableSet : IReadOnlyCollection<string>
    {
        public int Count => 1;

        public IEnumerator<string> GetEnumerator() => throw new FormatException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
