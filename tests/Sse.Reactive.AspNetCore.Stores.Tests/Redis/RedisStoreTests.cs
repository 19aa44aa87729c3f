using System.Collections.Concurrent;
using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The contract, on a Redis server, through proxies that can be cut.</summary>
public class RedisStoreTests
{
    private static RedisServer _server = null!;

    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [OneTimeSetUp]
    public static async Task StartServer() => _server = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public static async Task StopServer() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Rules))]
    public async Task Keeps_the_contract(string rule)
    {
        await using var contract = new Contract(_server);
        await contract.CheckAsync(rule);
    }

    private sealed class Contract(RedisServer server) : SseStoreContract, IAsyncDisposable
    {
        private readonly ConcurrentDictionary<ISseStore, CuttableProxy> _proxies = [];

        protected override Task<ISseStore> OpenAsync()
        {
            var proxy = new CuttableProxy(server.Port);
            var store = new SseRedisStore(RedisServer.ConfigurationOf(proxy.Port));
            _proxies[store] = proxy;
            return Task.FromResult<ISseStore>(store);
        }

        protected override Task<IAsyncDisposable?> CutAsync(ISseStore store) =>
            Task.FromResult<IAsyncDisposable?>(_proxies[store].Cut());

        protected override async Task<bool> LoseLatestAsync(string topic, int events)
        {
            await server.LoseLatestAsync(topic, events);
            return true;
        }

        protected override async Task<bool?> ExistsAsync(string topic) => (bool)await server.ExecuteAsync("EXISTS", "sse:" + topic);

        public async ValueTask DisposeAsync()
        {
            foreach (var proxy in _proxies.Values)
            {
                await proxy.DisposeAsync();
            }
        }
    }
}
