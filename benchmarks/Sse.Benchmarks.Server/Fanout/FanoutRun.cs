namespace Sse.Benchmarks.Server;

/// <summary>Subscribers in a process that only drains, the server here: many events at once, and one at a time.</summary>
internal static class FanoutRun
{
    private const int BurstDeliveries = 200_000;
    private const int SingleDeliveries = 40_000;

    public static async Task<int> StartAsync(int? rounds, bool isQuick)
    {
        FanoutTable.PrintHeader();
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
                await using var server = await BroadcastServer.StartAsync(ours, peer);
                var audiences = new[]
                {
                    await Audience.OpenAsync(ours, subscribers, drain, server.Port),
                    await Audience.OpenAsync(peer, subscribers, drain, server.Port),
                    await Audience.OpenAsync(floor, subscribers, drain, floor.Port),
                };
                var count = rounds ?? (isQuick ? 11 : 21);
                FanoutTable.Print($"{subscribers,5} {name,-8} saturated", await RunAsync(audiences, a => a.BurstAsync(BurstDeliveries / subscribers), count));
                FanoutTable.Print($"{subscribers,5} {name,-8} one at a time", await RunAsync(audiences, a => a.OneByOneAsync(SingleDeliveries / subscribers), count));
            }
        }

        return 0;
    }

    /// <returns>The costs of each audience, round by round.</returns>
    private static async Task<Cost[][]> RunAsync(Audience[] audiences, Func<Audience, Task<Cost>> run, int rounds)
    {
        const int WarmUp = 3;
        var costs = audiences.Select(_ => new Cost[rounds]).ToArray();
        var order = Enumerable.Range(0, audiences.Length).ToArray();
        var random = new Random(20_25);
        for (var round = -WarmUp; round < rounds; round++)
        {
            random.Shuffle(order); // whatever else the machine does meets them all
            foreach (var i in order)
            {
                var cost = await run(audiences[i]);
                if (round >= 0)
                {
                    costs[i][round] = cost;
                }
            }
        }

        return costs;
    }
}
