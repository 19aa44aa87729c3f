using System.Reactive.Concurrency;
using Sse.Reactive.AspNetCore.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>One of the nodes of an application, whose connection to the engine the test controls.</summary>
internal sealed class Node : IAsyncDisposable
{
    public Node(SseMemoryStore engine, IScheduler scheduler, SseSharedTopicsOptions options)
    {
        Store = new(engine, scheduler);
        Topics = new(Store, options);
    }

    public SseFaultyStore Store { get; }

    public SseSharedTopics Topics { get; }

    public ISseTopic Topic => Topics["t"];

    /// <summary>Publishes to a store that answers at once.</summary>
    public string Publish(string data, string topic = "t", string? tag = null)
    {
        var publishing = Topics[topic].PublishAsync(new(data), tag).AsTask();
        Assert.That(publishing.IsCompleted);
        return publishing.GetAwaiter().GetResult();
    }

    public string[] PublishNumbers(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(i => Publish($"{i}"))];

    /// <summary>Publishes the name of a topic and a number.</summary>
    public void PublishTo(string topic, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            Publish($"{topic}{i}", topic);
        }
    }

    public ValueTask DisposeAsync() => Topics.DisposeAsync();
}
