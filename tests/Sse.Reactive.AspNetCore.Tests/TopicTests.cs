using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A topic: replay then live, and a gap where there is one.</summary>
public class TopicTests
{
    private readonly List<SseEvent> _seen = [];
    private readonly List<SseGap> _gaps = [];
    private readonly Dictionary<SseTopic, int> _published = [];
    private TestScheduler _scheduler = null!;
    private SseTopicOptions _options = null!;

    [SetUp]
    public void SetUp()
    {
        _seen.Clear();
        _gaps.Clear();
        _scheduler = new();
        _options = new() { Scheduler = _scheduler, OnGap = _gaps.Add };
    }

    private IEnumerable<string> Seen => _seen.Select(e => e.Data);

    [Test]
    public void Ids_are_assigned_in_order_and_name_the_topic()
    {
        var topic = new SseTopic("a b/ü", _options);
        var ids = Publish(topic, 3);

        Assert.That(ids[0], Does.Match("^a%20b%2F%C3%BC/[0-9a-z]{12}/1$"));
        Assert.That(ids.Select(id => id.Split('/')[^1]), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public void After_an_id_comes_what_was_missed_and_then_what_comes()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 5);

        using var subscription = topic.After(ids[1]).Subscribe(_seen.Add);
        Assert.That(Seen, Is.EqualTo(new[] { "3", "4", "5" }));
        Publish(topic, 2);

        Assert.That(Seen, Is.EqualTo(new[] { "3", "4", "5", "6", "7" }));
        Assert.That(_seen[0].LastEventId, Is.EqualTo(ids[2]));
        Assert.That(_gaps, Is.Empty);
    }

    [Test]
    public void After_the_latest_id_comes_only_what_comes()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 2);

        using var subscription = topic.After(ids[1]).Subscribe(_seen.Add);
        Publish(topic, 1);

        Assert.That(Seen, Is.EqualTo(new[] { "3" }));
    }

    [TestCase(false, new string[0])]
    [TestCase(true, new[] { "1", "2" })]
    public void Without_an_id_it_is_what_comes_or_all_that_is_held(bool fromOldest, string[] expected)
    {
        var topic = new SseTopic("t", _options with { ReplayFromOldest = fromOldest });
        Publish(topic, 2);

        using var subscription = topic.Subscribe(_seen.Add);

        Assert.That(Seen, Is.EqualTo(expected));
        Publish(topic, 1);
        Assert.That(Seen.Last(), Is.EqualTo("3"));
    }

    [Test]
    public void After_an_id_that_is_no_longer_held_comes_a_counted_gap_and_then_the_oldest()
    {
        var topic = new SseTopic("t", _options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);

        using var subscription = topic.After(ids[1]).Subscribe(_seen.Add);

        var gap = new SseGap(SseGapReason.Expired, 5, ids[1]);
        Assert.That(_gaps, Is.EqualTo(new[] { gap }));
        Assert.That(_seen[0].Type, Is.EqualTo("sse-gap"));
        Assert.That(SseGap.TryRead(_seen[0], out var told));
        Assert.That(told, Is.EqualTo(gap));
        Assert.That(Seen.Skip(1), Is.EqualTo(new[] { "8", "9", "10" }));
    }

    [Test]
    public void After_the_id_just_before_the_oldest_held_there_is_no_gap()
    {
        var topic = new SseTopic("t", _options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);

        using var subscription = topic.After(ids[6]).Subscribe(_seen.Add);

        Assert.That(Seen, Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(_gaps, Is.Empty);
    }

    [Test]
    public void Whoever_resumes_behind_a_gap_is_not_told_of_it_again()
    {
        var topic = new SseTopic("t", _options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);
        using (topic.After(ids[1]).Take(1).Subscribe(_seen.Add))
        {
            using var again = topic.After(_seen[0].LastEventId).Subscribe(_seen.Add);
        }

        Assert.That(Seen.Skip(1), Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(_gaps, Has.Count.EqualTo(1));
    }

    [Test]
    public void An_id_of_another_topic_or_of_before_a_restart_or_of_the_future_is_unknown()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 3);
        var other = Publish(new SseTopic("u", _options), 3)[2];
        var before = Publish(new SseTopic("t", _options), 3)[2];
        var never = ids[2][..^1] + "4";

        foreach (var id in new[] { other, before, never, "3", "t", ids[2] + "x", ids[2].Replace("/3", "/-3", StringComparison.Ordinal) })
        {
            _seen.Clear();
            _gaps.Clear();
            using var subscription = topic.After(id).Subscribe(_seen.Add);
            Assert.That(_gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, null, id) }), id);
            Assert.That(Seen.Skip(1), Is.EqualTo(new[] { "1", "2", "3" }), id);
        }
    }

    [Test]
    public void Events_past_their_age_are_not_replayed_and_are_a_gap()
    {
        var topic = new SseTopic("t", _options with { MaxAge = TimeSpan.FromMinutes(1) });
        var ids = Publish(topic, 2);
        Advance(seconds: 50);
        Publish(topic, 1);
        Advance(seconds: 11);

        using var subscription = topic.After(ids[0]).Subscribe(_seen.Add);

        Assert.That(_gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 1, ids[0]) }));
        Assert.That(Seen.Skip(1), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public void The_callers_own_ids_are_kept_and_resumed_after()
    {
        var topic = new SseTopic("t", _options);
        Assert.That(topic.Publish(new("a", LastEventId: "x-1")), Is.EqualTo("x-1"));
        topic.Publish(new("b", LastEventId: "x-2"));
        topic.Publish(new("c"));

        using var subscription = topic.After("x-1").Subscribe(_seen.Add);

        Assert.That(Seen, Is.EqualTo(new[] { "b", "c" }));
        Assert.That(_seen[0].LastEventId, Is.EqualTo("x-2"));
    }

    [Test]
    public void A_duplicate_is_refused_and_nobody_hears_of_it()
    {
        var topic = new SseTopic("t", _options);
        topic.Publish(new("a", LastEventId: "1"));
        var issued = topic.Publish(new("b"));
        using var subscription = topic.Subscribe(_seen.Add);

        Assert.That(Assert.Throws<SseDuplicateIdException>(() => topic.Publish(new("c", LastEventId: "1")))!.LastEventId, Is.EqualTo("1"));
        Assert.Throws<SseDuplicateIdException>(() => topic.OnNext(new("c", LastEventId: issued)));
        Assert.Throws<SseDuplicateIdException>(() => topic.OnNext(new("c", LastEventId: issued[..^1] + "9")));
        topic.Publish(new("d"));

        Assert.That(Seen, Is.EqualTo(new[] { "d" }));
    }

    [TestCase("a\nb", "")]
    [TestCase("a", "1\r")]
    public void What_no_stream_can_carry_is_the_publishers_error(string type, string id)
    {
        var topic = new SseTopic("t", _options);
        using var subscription = topic.Subscribe(_seen.Add);

        Assert.That(() => topic.Publish(new("x", type, id)), Throws.ArgumentException);
        topic.Publish(new("y"));

        Assert.That(Seen, Is.EqualTo(new[] { "y" }));
    }

    [Test]
    public void A_query_feeds_it_and_reads_it()
    {
        var topic = new SseTopic("t", _options);
        using var reading = topic.Where(e => e.Data != "b").Select(e => e with { Data = e.Data + "!" }).Subscribe(_seen.Add);

        new[] { "a", "b", "c" }.ToObservable().Select(d => new SseEvent(d)).Subscribe(topic);

        Assert.That(Seen, Is.EqualTo(new[] { "a!", "c!" }));
    }

    [Test]
    public void Its_end_comes_after_what_is_held_for_those_to_come_too()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 3);
        var notifications = new List<string>();
        topic.OnCompleted();

        using var subscription = topic.After(ids[0]).Subscribe(e => notifications.Add(e.Data), () => notifications.Add("|"));

        Assert.That(notifications, Is.EqualTo(new[] { "2", "3", "|" }));
        Assert.That(() => topic.Publish(new("x")), Throws.InvalidOperationException);
    }

    [Test]
    public void Its_error_reaches_all()
    {
        var topic = new SseTopic("t", _options);
        var errors = new List<Exception>();
        using var one = topic.Subscribe(_ => { }, errors.Add);
        topic.OnError(new FormatException());
        using var two = topic.Subscribe(_ => { }, errors.Add);

        Assert.That(errors, Has.Count.EqualTo(2).And.All.InstanceOf<FormatException>());
    }

    [Test]
    public void A_subscriber_that_publishes_is_not_called_from_within()
    {
        var topic = new SseTopic("t", _options);
        var depth = 0;
        using var subscription = topic.Subscribe(e =>
        {
            Assert.That(depth++, Is.Zero);
            _seen.Add(e);
            if (e.Data.Length < 3)
            {
                topic.Publish(new(e.Data + "x"));
            }

            depth--;
        });

        topic.Publish(new("x"));

        Assert.That(Seen, Is.EqualTo(new[] { "x", "xx", "xxx" }));
    }

    [Test]
    public void A_subscriber_that_throws_is_out_and_the_others_have_their_event()
    {
        var topic = new SseTopic("t", _options);
        using var bad = topic.Subscribe(_ => throw new FormatException());
        using var good = topic.Subscribe(_seen.Add);

        Assert.Throws<FormatException>(() => topic.Publish(new("a")));
        topic.Publish(new("b"));

        Assert.That(Seen, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Disposing_ends_it_at_once_also_from_within()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 5);

        topic.After(ids[0]).Take(2).Subscribe(_seen.Add);
        Publish(topic, 1);

        Assert.That(Seen, Is.EqualTo(new[] { "2", "3" }));
    }

    [Test]
    public async Task Whoever_falls_behind_the_history_is_told_how_much_is_missing()
    {
        var topic = new SseTopic("t", _options with { MaxEvents = 3 });
        using var mayGoOn = new ManualResetEventSlim();
        using var subscription = topic.Subscribe(e =>
        {
            _seen.Add(e);
            Waiting.Look();
            mayGoOn.Wait(TimeSpan.FromSeconds(20));
        });

        var first = Task.Run(() => topic.Publish(new("1")));
        await Waiting.Until(() => _seen.Count == 1, () => "nothing came");
        for (var i = 2; i <= 10; i++)
        {
            topic.Publish(new($"{i}")); // returns: the other publisher delivers
        }

        mayGoOn.Set();
        await first;

        Assert.That(Seen.Where((_, i) => i != 1), Is.EqualTo(new[] { "1", "8", "9", "10" }));
        Assert.That(_gaps.Select(g => (g.Reason, g.Count)), Is.EqualTo(new[] { (SseGapReason.Expired, (long?)6) }));
    }

    [Test]
    public void What_is_thrown_at_a_gap_is_that_subscribers_error_and_no_publishers()
    {
        var topic = new SseTopic("t", _options with { OnGap = _ => throw new FormatException() });
        Exception? error = null;
        using var other = topic.Subscribe(_seen.Add);

        using var subscription = topic.After("unknown").Subscribe(_seen.Add, e => error = e);
        Assert.That(() => Publish(topic, 1), Throws.Nothing);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(Seen, Is.EqualTo(new[] { "1" }), "the other's");
    }

    [Test]
    public async Task A_log_that_cannot_be_read_ends_the_connection_so_that_the_client_comes_back()
    {
        var log = new Broken();
        var topic = new SseTopic("t", _options with { Log = log });
        using var client = FakeClient.Of(SseResults.Stream(topic.After(""), new() { Scheduler = _scheduler, MaxQueuedMessages = 2 }), room: 10);
        await Waiting.Until(() => client.IsHeldUp, () => "it has not stopped");

        log.IsBroken = true;
        Publish(topic, 10); // past the outbox: it is read from the log, later

        Assert.That(await client.Rest(), Does.EndWith("retry: 3000\n\n"));
        Assert.That(topic.HasSubscribers, Is.False);
    }

    [Test]
    public async Task A_connection_takes_a_replay_larger_than_its_outbox_as_fast_as_it_can()
    {
        var topic = new SseTopic("t", _options with { ReplayFromOldest = true });
        Publish(topic, 1000);
        var options = new SseServerOptions { Scheduler = _scheduler, MaxQueuedMessages = 2 };

        using var client = FakeClient.Of(SseResults.Stream(topic.After(""), options), room: 100);
        var text = await client.Until("data: 1000\n\n");
        Publish(topic, 100);
        text += await client.Until("data: 1100\n\n");

        Assert.That(Data(text), Is.EqualTo(Enumerable.Range(1, 1100).Select(i => $"{i}")));
        Assert.That(client.IsReset, Is.False);
        Assert.That(_gaps, Is.Empty);
    }

    [Test]
    public async Task A_connection_that_stopped_waits_in_the_history_and_is_told_what_is_gone_when_it_reads_again()
    {
        var topic = new SseTopic("t", _options with { MaxEvents = 20 });
        var options = new SseServerOptions { Scheduler = _scheduler, MaxQueuedMessages = 2 };
        using var client = FakeClient.Of(SseResults.Stream(topic, options), room: 10);
        await Waiting.Until(() => topic.HasSubscribers, () => "nobody subscribes");
        Publish(topic, 1);
        await Waiting.Until(() => client.IsHeldUp, () => "it has not stopped"); // before that it may be overtaken, and told so, more than once
        Publish(topic, 99);

        var text = await client.Until("data: 100\n\n");

        Assert.That(client.IsReset, Is.False);
        Assert.That(text, Does.Contain("event: sse-gap\n"));
        Assert.That(_gaps, Has.Count.EqualTo(1));
        Assert.That(Data(text).TakeLast(20), Is.EqualTo(Enumerable.Range(81, 20).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_client_that_came_without_an_id_knows_its_place_before_the_first_event()
    {
        var topic = new SseTopic("t", _options);
        var ids = Publish(topic, 2);
        var options = new SseServerOptions { Scheduler = _scheduler };
        string place;
        using (var client = FakeClient.Of(SseResults.Stream(topic.After(""), options)))
        {
            place = await client.Until("\n\n");
        }

        Assert.That(place, Is.EqualTo($"id: {ids[1]}\n\n"));
        Publish(topic, 1); // while it is away
        using var again = FakeClient.Of(SseResults.Stream(topic.After(ids[1]), options));

        Assert.That(Data(await again.Until("data: 3\n\n")), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public void All_subscribers_get_the_same_bytes_through_queries_too()
    {
        var topic = new SseTopic("t", _options);
        const int Clients = 20;
        var subscriptions = Enumerable.Range(0, Clients).Select(_ => FakeClient.Of(
            SseResults.Stream(topic.Where(e => e.Type == "message"), new() { Scheduler = _scheduler, MaxQueuedBytes = 100_000_000 }), room: 1)).ToList();
        Assert.That(() => Publish(topic, 3), Throws.Nothing);
        var before = GC.GetAllocatedBytesForCurrentThread();

        topic.Publish(new(new string('x', 1_000_000)));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000), "twenty encodings would be 20 MB");
        subscriptions.ForEach(s => s.Dispose());
    }

    /// <summary>Publishes the topic's next numbers.</summary>
    private string[] Publish(SseTopic topic, int count)
    {
        var published = _published.GetValueOrDefault(topic);
        _published[topic] = published + count;
        return [.. Enumerable.Range(published + 1, count).Select(i => topic.Publish(new($"{i}")))];
    }

    private static IEnumerable<string> Data(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(b => b.Contains("data: ", StringComparison.Ordinal) && !b.Contains("sse-gap", StringComparison.Ordinal)).Select(b => b[(b.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..]);

    private void Advance(double seconds) => _scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);

    private sealed class Broken : ISseLog
    {
        private readonly SseMemoryLog _log = new();

        public bool IsBroken { get; set; }

        public string Epoch => _log.Epoch;

        public long First => _log.First;

        public long Last => _log.Last;

        public void Append(SseLogEntry entry) => _log.Append(entry);

        public SseLogEntry? Read(long position) => IsBroken ? throw new IOException("broken") : _log.Read(position);

        public long? Find(string lastEventId) => _log.Find(lastEventId);

        public void Trim(DateTimeOffset now) => _log.Trim(now);
    }
}
