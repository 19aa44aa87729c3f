using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>
/// Measures deliveries to many subscribers: many events at once, and one at a time. The server is this process; the subscribers are
/// another, which only reads.
/// </summary>
internal static class FanoutRun
{
    /// <summary>As many as an outbox holds, since no event may be dropped here.</summary>
    private const int BurstEvents = 1000;

    private const int SingleDeliveries = 40_000;

    /// <summary>On a busy machine the last tier of the JIT compiler runs late, and its work counts as the server's.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task<int> StartAsync(int? rounds, bool isQuick, bool saves)
    {
        FanoutTable.PrintHeader();
        var file = FanoutTable.NewFile();
        foreach (var subscribers in isQuick ? [200] : new[] { 200, 1000 })
        {
            foreach (var (name, data, ours, peer) in new[]
            {
                ("json", (Func<int, string>)Tick.Json, Topic.Json, Channels.Json),
                ("strings", Tick.Text, Topic.Strings, Channels.Strings),
            })
            {
                using var drain = DrainProcess.Start();
                using var floor = new Sockets(data);
                var kestrel = new KestrelBroadcaster(data);
                await using var server = await BroadcastServer.StartAsync(ours, peer, kestrel);
                var audiences = new[]
                {
                    await Audience.OpenAsync(ours, subscribers, drain, server.Port),
                    await Audience.OpenAsync(peer, subscribers, drain, server.Port),
                    await Audience.OpenAsync(kestrel, subscribers, drain, server.Port),
                    await Audience.OpenAsync(floor, subscribers, drain, floor.Port),
                };
                var count = rounds ?? (isQuick ? 11 : 21);
                var singles = SingleDeliveries / subscribers;
                foreach (var (pace, run) in new[]
                {
                    ("saturated", (Func<Audience, Task<Cost>>)(a => a.BurstAsync(BurstEvents))),
                    ("one at a time", a => a.OneByOneAsync(singles)),
                })
                {
                    var costs = await RunAsync(audiences, run, count);
                    FanoutTable.Print($"{subscribers,5} {name,-8} {pace}", costs);
                    FanoutTable.Add(file, [subscribers, name, pace], costs);
                }
            }
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }

    /// <returns>The costs of each audience, round by round.</returns>
    private static async Task<Cost[][]> RunAsync(Audience[] audiences, Func<Audience, Task<Cost>> run, int rounds)
    {
        var costs = audiences.Select(_ => new Cost[rounds]).ToArray();
        var order = Enumerable.Range(0, audiences.Length).ToArray();
        var random = new Random(20_25);
        var time = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round += time.Elapsed < WarmUp ? 0 : 1)
        {
            random.Shuffle(order); // so that other load on the machine affects all alike
            foreach (var i in order)
            {
                costs[i][round] = await run(audiences[i]);
            }
        }

        return costs;
    }
}
