using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>
/// A node without polls: it relies on its doorbell. Unless the configuration says otherwise, its requests may take a minute.
/// </summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly SseSharedTopics _topics;

    public RedisNode(string configuration, SseSharedTopicsOptions? options = null, string topic = "orders")
    {
        Store = new("asyncTimeout=60000," + configuration); // of two settings, the last one is used
        _topics = new(Store, (options ?? new()) with { PollInterval = null });
        Topic = _topics[topic];
    }

    public SseRedisStore Store { get; }

    public ISseTopic Topic { get; }

    /// <summary>Subscribes to what is published from now on.</summary>
    public async Task<Received> SubscribeAsync()
    {
        await UntilConnectedAsync();
        return new(Topic.After((await Store.ReadLatestAsync(Topic.Name, new(1), default)).Floor));
    }

    public async Task PublishAsync(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await Topic.PublishAsync(new($"{i}"));
        }
    }

    /// <summary>Waits until the server answers.</summary>
    public async Task UntilConnectedAsync() =>
        await UntilDoneAsync(() => Store.ReadLatestAsync(Topic.Name, new(1), default));

    /// <summary>Publishes an event as soon as there is a connection. Its failures must not have published it.</summary>
    public Task PublishUntilConfirmedAsync(string data) =>
        UntilDoneAsync(async () => await Topic.PublishAsync(new(data)));

    public async ValueTask DisposeAsync()
    {
        await _topics.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static async Task UntilDoneAsync(Func<Task> work)
    {
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (SseStoreException)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }
}
