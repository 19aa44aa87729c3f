namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What a history keeps in memory.</summary>
[NonParallelizable]
public class HistoryMemoryTests
{
    [Test]
    public void Encoded_events_take_as_much_memory_as_the_limit_says()
    {
        const int MaxBytes = 64 * 1024 * 1024;
        var data = new string('é', 40_000); // the text is kept once, its bytes for each event: twice as many as characters
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var topic = new SseTopic("t", new SseTopicOptions { MaxBytes = MaxBytes });

        for (var i = 0; i < 2 * MaxBytes / 80_000; i++)
        {
            topic.Publish(new(data));
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(topic);
        Assert.That(held, Is.InRange(MaxBytes * 0.8, MaxBytes * 1.3));
    }

    [Test]
    public void A_topic_that_is_idle_takes_less_than_700_bytes()
    {
        const int Count = 10_000;
        var names = Enumerable.Range(0, Count).Select(i => $"rooms/{i}").ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var topics = new SseTopics();

        foreach (var name in names)
        {
            topics.After(name, "").Subscribe(_ => { }).Dispose();
        }

        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        GC.KeepAlive(names);
        Assert.That(held, Is.InRange(100, 699));
    }
}
