namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Publishing through a store that is slow or silent: what waits is limited, and belongs to no publisher.</summary>
public class PublishLimitTests : SharedTopicsFixture
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Test]
    public async Task What_waits_is_limited_in_bytes_over_all_topics()
    {
        var node = Create(o => o with { MaxWaitingBytes = 100_000 });
        node.Store.Delay = TimeSpan.FromSeconds(1);
        var data = new string('x', 5_000 - 128 - SseEvent.DefaultType.Length); // 10,000 bytes for each event
        var publishing = Enumerable.Range(0, 12).Select(i => node.Topics[$"t{i}"].PublishAsync(new(data, "")).AsTask()).ToList();

        var refused = publishing.FindAll(p => p.IsFaulted);
        Assert.That(refused, Has.Count.EqualTo(2));
        Assert.That(
            async () => await refused[0],
            Throws.TypeOf<SseStoreException>().With.Message.StartsWith(
                "The events of this node that already wait for Memory take 100000 bytes (MaxWaitingBytes), which does not keep up."));
        Advance(5);
        await Task.WhenAll(publishing.Except(refused)).WaitAsync(Waiting.Deadline);
        Assert.That(node.Topic.PublishAsync(new(data, "")).AsTask().IsFaulted, Is.False, "there is room again");
    }

    [Test]
    public async Task A_single_event_may_exceed_the_limit()
    {
        var node = Create(o => o with { MaxWaitingBytes = 10, MaxWaitingPublishes = 1 });

        await node.Topic.PublishAsync(new("1"));

        Assert.That(Engine.TopicCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Canceled_publishes_of_a_silent_store_take_no_more_than_the_limit()
    {
        var node = Create(o => o with { MaxWaitingPublishes = 5 });
        node.Store.Delay = TimeSpan.FromDays(1);
        using var cancellation = new CancellationTokenSource();
        var publishing = Enumerable.Range(0, 6)
            .Select(i => node.Topic.PublishAsync(new($"{i}"), cancellationToken: cancellation.Token).AsTask()).ToList();
        await cancellation.CancelAsync();

        Assert.That(publishing.TrueForAll(p => p.IsCanceled));
        Assert.That(async () => await node.Topic.PublishAsync(new("7")), Throws.TypeOf<SseStoreException>());
    }

    [Test]
    public async Task What_waits_for_a_silent_store_fails_with_its_first_timeout()
    {
        var node = Create(o => o with { MaxWaitingPublishes = 1000 });
        (node.Store.Delay, node.Store.IsUnreachable) = (TimeSpan.FromSeconds(10), true);
        var publishing = Enumerable.Range(0, 1000).Select(i => node.Topic.PublishAsync(new($"{i}")).AsTask()).ToList();
        Advance(10);

        Assert.That(async () => await Task.WhenAll(publishing).WaitAsync(Waiting.Deadline), Throws.TypeOf<SseStoreException>());
        Assert.That(publishing.TrueForAll(p => p.IsFaulted));
        (node.Store.Delay, node.Store.IsUnreachable) = (TimeSpan.Zero, false);
        Assert.That(await node.Topic.PublishAsync(new("1000")), Is.Not.Empty, "there is room again");
    }

    [Test]
    public async Task The_store_is_called_without_the_context_of_a_publisher_or_subscriber()
    {
        List<string?> seen = [];
        var store = new StubbornStore(A.Store) { OnAppend = _ => seen.Add(Ambient.Value) };
        await using var topics = new SseSharedTopics(store, Options);
        A.Store.Delay = TimeSpan.FromSeconds(1);

        Ambient.Value = "first";
        var first = topics["t"].PublishAsync(new("1")).AsTask();
        Ambient.Value = "second";
        var second = topics["t"].PublishAsync(new("2")).AsTask();
        Advance(5);
        await Task.WhenAll(first, second).WaitAsync(Waiting.Deadline);

        Assert.That(seen, Is.EqualTo(new string?[] { null, null }));
        Assert.That(Ambient.Value, Is.EqualTo("second"));
    }
}
