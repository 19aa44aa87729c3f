using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Tests on the shared Redis server, each with topics of its own.</summary>
public abstract class RedisFixture
{
    protected static readonly SsePageLimit All = new(100_000, int.MaxValue);

    private protected RedisServer Server { get; private set; } = null!;

    /// <summary>A connection of the application.</summary>
    protected IConnectionMultiplexer Multiplexer { get; private set; } = null!;

    protected IDatabase Database => Multiplexer.GetDatabase();

    /// <summary>A store on that connection.</summary>
    protected SseRedisStore Store { get; private set; } = null!;

    /// <summary>The name of a topic that only the running test uses.</summary>
    protected static string Topic => TestContext.CurrentContext.Test.ID;

    protected static RedisKey Key => "sse:" + Topic;

    [OneTimeSetUp]
    public async Task OpenStore()
    {
        Server = await SharedRedis.ServerAsync();
        Multiplexer = await ConnectionMultiplexer.ConnectAsync(Server.Configuration + ",allowAdmin=true");
        Store = new(Multiplexer);
    }

    [OneTimeTearDown]
    public async Task CloseStore()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
            await Multiplexer.DisposeAsync();
        }
    }

    /// <summary>Appends numbers, one by one.</summary>
    protected static async Task<string[]> AppendAsync(ISseStore store, int count, int from = 1)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await store.AppendAsync(Topic, [new(new($"{from + i}"))], default))[0];
        }

        return ids;
    }

    /// <summary>What follows an ID: the reason of the gap, if there is one, and the data.</summary>
    protected static async Task<string> ReadAsync(ISseStore store, string after)
    {
        var page = await store.ReadAsync(Topic, after, All, default);
        var again = await store.ReadAsync(Topic, page.Floor, All, default);
        Assert.That((again.Gap, DataOf(again)), Is.EqualTo(((SseGap?)null, DataOf(page))), "what follows the floor");
        return page.Gap is { } gap ? $"{gap.Reason} {DataOf(page)}".Trim() : DataOf(page);
    }

    protected static string DataOf(SsePage page) => string.Join(' ', page.Events.Select(e => e.Value.Data));
}
