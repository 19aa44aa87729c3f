using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The contract, on a cluster of three servers.</summary>
public class RedisClusterTests
{
    private static readonly List<RedisServer> Servers = [];

    private static ConnectionMultiplexer _multiplexer = null!;

    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [OneTimeSetUp]
    public static async Task StartCluster()
    {
        for (var i = 0; i < 3; i++)
        {
            Servers.Add(await RedisServer.StartAsync(
                "--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Next()}", "--cluster-node-timeout", "2000"));
        }

        var busPorts = await Task.WhenAll(Servers.Select(async s => (string)(await s.ExecuteAsync("CONFIG", "GET", "cluster-port"))[1]!));
        for (var i = 0; i < 3; i++)
        {
            await Servers[i].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", i * 5500, i == 2 ? 16383 : (i * 5500) + 5499);
            await Servers[0].ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", Servers[i].Port, busPorts[i]);
        }

        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        foreach (var server in Servers)
        {
            while (await InfoAsync(server) is var info && !(info.Contains("cluster_state:ok") && info.Contains("cluster_known_nodes:3")))
            {
                await Task.Delay(50, deadline.Token);
            }
        }

        foreach (var server in Servers)
        {
            await server.ExecuteAsync("CONFIG", "SET", "cluster-node-timeout", 120_000); // however busy the machine is
        }

        _multiplexer = await ConnectionMultiplexer.ConnectAsync(Servers[0].Configuration);

        static async Task<string> InfoAsync(RedisServer server) => (string)(await server.ExecuteAsync("CLUSTER", "INFO"))!;
    }

    [OneTimeTearDown]
    public static async Task StopCluster()
    {
        if (_multiplexer is not null)
        {
            await _multiplexer.DisposeAsync();
        }

        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    [TestCaseSource(nameof(Rules))]
    public Task Keeps_the_contract(string rule) => new Contract().CheckAsync(rule);

    [Test]
    public async Task Bells_ring_on_all_servers_and_news_of_all_servers_is_found()
    {
        const string Permissions = RedisServer.Permissions + " +info +cluster|nodes";
        var users = await Task.WhenAll(Servers.Select(s => s.AddUserAsync("restricted", Permissions)));
        await using var store = new SseRedisStore(users[0]);
        await using var other = new SseRedisStore(users[2]);
        string[] topics = [.. Enumerable.Range(0, 20).Select(i => $"all {i}")];
        var rings = topics.ToDictionary(topic => topic, _ => new SemaphoreSlim(0));
        var watches = topics.Select(topic => store.Watch(topic, () => rings[topic].Release())).ToList();
        await Task.WhenAll(rings.Values.Select(ring => ring.WaitAsync(TestDeadline.Value))); // subscribed

        foreach (var topic in topics)
        {
            await other.AppendAsync(topic, [new(new("x"))], default);
        }

        Assert.That(await Task.WhenAll(rings.Values.Select(ring => ring.WaitAsync(TestDeadline.Value))), Has.All.True);
        Assert.That(topics.Select(topic => _multiplexer.HashSlot("sse:" + topic) / 5500).Distinct().Count(), Is.EqualTo(3));
        Assert.That(await store.CheckAsync(topics.ToDictionary(topic => topic, _ => "0-1"), default), Is.EquivalentTo(topics));
        watches.ForEach(watch => watch.Dispose());
    }

    private sealed class Contract : SseStoreContract
    {
        protected override Task<ISseStore> OpenAsync() =>
            Task.FromResult<ISseStore>(new SseRedisStore(Servers[Random.Shared.Next(3)].Configuration));

        protected override async Task<bool> LoseLatestAsync(string topic, int events)
        {
            await _multiplexer.GetDatabase().ScriptEvaluateAsync(RedisServer.LoseLatest, ["sse:" + topic], [events]);
            return true;
        }

        protected override async Task<bool?> ExistsAsync(string topic) => await _multiplexer.GetDatabase().KeyExistsAsync("sse:" + topic);
    }
}
