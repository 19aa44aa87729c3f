namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>How often a node reads and writes: once for all subscribers, and in batches.</summary>
public class SharedReadTests : SharedTopicsFixture
{
    [Test]
    public void One_read_serves_all_subscribers()
    {
        var subscribers = Enumerable.Range(0, 500).Select(_ => new Recording(B.Topic)).ToList();
        var reads = B.Store.Reads;

        A.PublishNumbers(1, 20);

        Assert.That(B.Store.Reads - reads, Is.EqualTo(20));
        Assert.That(subscribers.Select(s => s.Events.Count), Is.All.EqualTo(20));
        subscribers.ForEach(s => s.Dispose());
    }

    [Test]
    public void Events_that_arrive_while_the_node_reads_share_the_next_read()
    {
        using var subscriber = new Recording(B.Topic);
        B.Store.Delay = TimeSpan.FromSeconds(1);
        var reads = B.Store.Reads;

        A.PublishNumbers(1, 9);
        Advance(60);

        Assert.That(B.Store.Reads - reads, Is.LessThanOrEqualTo(6), "pages of three");
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 9)));
    }

    [Test]
    public void Subscribers_that_come_back_at_once_to_a_node_without_any_share_its_first_read()
    {
        var ids = A.PublishNumbers(1, 8);
        B.Store.Delay = TimeSpan.FromSeconds(1);

        var subscribers = Enumerable.Range(0, 500).Select(i => new Recording(B.Topic.After(ids[i % 8]))).ToList();
        Advance(10);

        Assert.That(B.Store.Reads, Is.LessThanOrEqualTo(2));
        Assert.That(subscribers.Select((s, i) => (i, s.Events.Count)), Is.All.Matches<(int I, int Count)>(s => s.Count == 7 - (s.I % 8)));
        subscribers.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task Subscribers_at_the_same_position_behind_the_ring_share_their_pages()
    {
        var ids = A.PublishNumbers(1, 40);
        using var live = new Recording(B.Topic);
        B.Store.Delay = TimeSpan.FromSeconds(1);
        var reads = B.Store.Reads;

        var subscribers = Enumerable.Range(0, 500).Select(_ => new Recording(B.Topic.After(ids[9]))).ToList();
        await Waiting.AdvanceUntilAsync(
            () => Advance(0.01), () => subscribers.TrueForAll(s => s.Data.LastOrDefault() == "40"), () => "Events are missing.");

        Assert.That(B.Store.Reads - reads, Is.InRange(7, 100), "seven pages of three, until the ring of ten has the position");
        Assert.That(subscribers.Select(s => string.Join(' ', s.Data)), Is.All.EqualTo(string.Join(' ', Numbers(11, 40))));
        subscribers.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task The_number_of_concurrent_reads_is_limited()
    {
        var node = Create(o => o with { MaxConcurrentReads = 2, MaxEvents = 1, PageEvents = 100 });
        var ids = A.PublishNumbers(1, 20);
        using var live = new Recording(node.Topic);
        node.Store.Delay = TimeSpan.FromSeconds(1);
        var reads = node.Store.Reads;

        var subscribers = ids.Take(10).Select(id => new Recording(node.Topic.After(id))).ToList();
        Assert.That(node.Store.Reads - reads, Is.EqualTo(2));
        Advance(1.1);
        await Waiting.AdvanceUntilAsync(() => { }, () => node.Store.Reads - reads == 4, () => "The next reads have not begun.");
        await Waiting.AdvanceUntilAsync(
            () => Advance(0.1), () => subscribers.TrueForAll(s => s.Data.LastOrDefault() == "20"), () => "Events are missing.");
        subscribers.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task Publishes_that_wait_are_appended_together_in_order()
    {
        using var subscriber = new Recording(A.Topic);
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = Enumerable.Range(1, 600).Select(i => A.Topic.PublishAsync(new($"{i}")).AsTask()).ToList();

        Advance(600);

        Assert.That(A.Store.Appends, Is.EqualTo(4), "one, and then batches of up to 256");
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 600)));
        Assert.That(await Task.WhenAll(publishing).WaitAsync(Waiting.Deadline), Is.EqualTo(subscriber.Events.Select(e => e.LastEventId)));
    }

    [Test]
    public async Task A_publish_fails_at_once_if_too_many_wait()
    {
        var node = Create(o => o with { MaxWaitingPublishes = 5 });
        node.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = Enumerable.Range(1, 6).Select(i => node.Topic.PublishAsync(new($"{i}")).AsTask()).ToList();

        Assert.That(
            async () => await node.Topic.PublishAsync(new("7")),
            Throws.TypeOf<SseStoreException>().With.Message.StartsWith("5 publishes to the topic 't' already wait for Memory"));
        Advance(5);
        await Task.WhenAll(publishing).WaitAsync(Waiting.Deadline);
    }

    [Test]
    public void Canceling_a_publish_ends_only_the_wait()
    {
        using var subscriber = new Recording(B.Topic);
        using var cancellation = new CancellationTokenSource();
        A.Store.Delay = TimeSpan.FromSeconds(1);
        var publishing = A.Topic.PublishAsync(new("1"), cancellationToken: cancellation.Token).AsTask();

        cancellation.Cancel();

        Assert.That(async () => await publishing, Throws.InstanceOf<OperationCanceledException>());
        Advance(5);
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "1" }));
    }
}
