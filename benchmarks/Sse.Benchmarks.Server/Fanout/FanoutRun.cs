namespace Sse.Benchmarks.Server;

/// <summary>Subscribers in a process that only drains, the server here: many events at once, and one at a time.</summary>
internal static class FanoutRun
{
    public static async Task<int> StartAsync(int? rounds, bool isQuick)
    {
        Console.WriteLine(
            """
            rate, cpu: how many times the deliveries per second, and how many times less CPU time of the server's process per delivery, than TypedResults.ServerSentEvents with a channel
            for each client (medians of the rounds' ratios; quartiles in brackets); k/s: thousand deliveries per second, ours : the peer; ns: CPU time per delivery; B: bytes allocated per delivery

                                                     | rate                cpu                    k/s            ns            B
            """);
        foreach (var subscribers in isQuick ? [200] : new[] { 200, 1000 })
        {
            foreach (var (name, ours, peer) in new[] { ("json", Topic.Json, Channels.Json), ("strings", Topic.Strings, Channels.Strings) })
            {
                using var drain = await DrainProcess.StartAsync();
                await using var server = await BroadcastServer.StartAsync(ours, peer);
                var audiences = new[]
                {
                    await Audience.OpenAsync(ours, subscribers, drain, server.Port),
                    await Audience.OpenAsync(peer, subscribers, drain, server.Port),
                };
                var count = rounds ?? (isQuick ? 11 : 21);
                await RunAsync($"{subscribers,5} {name,-8} saturated", audiences, a => a.BurstAsync(200_000 / subscribers), count);
                await RunAsync($"{subscribers,5} {name,-8} one at a time", audiences, a => a.OneByOneAsync(40_000 / subscribers), count);
            }
        }

        return 0;
    }

    private static async Task RunAsync(string name, Audience[] audiences, Func<Audience, Task<Cost>> run, int rounds)
    {
        for (var i = 0; i < 3; i++)
        {
            await run(audiences[0]);
            await run(audiences[1]);
        }

        var ours = new Cost[rounds];
        var peer = new Cost[rounds];
        for (var round = 0; round < rounds; round++)
        {
            // In turn, and in turn first: whatever else the machine does meets both.
            if (round % 2 == 0)
            {
                ours[round] = await run(audiences[0]);
                peer[round] = await run(audiences[1]);
            }
            else
            {
                peer[round] = await run(audiences[1]);
                ours[round] = await run(audiences[0]);
            }
        }

        Console.WriteLine(
            $"{name,-40} | {Ratio(ours, peer, c => c.Time)} {Ratio(ours, peer, c => c.Cpu)}"
            + $" {1e6 / Median.Of(ours.Select(c => c.Time)),7:F0} :{1e6 / Median.Of(peer.Select(c => c.Time)),5:F0}"
            + $" {Median.Of(ours.Select(c => c.Cpu)),7:F0} :{Median.Of(peer.Select(c => c.Cpu)),6:F0}"
            + $" {Median.Of(ours.Select(c => c.Bytes)),6:F1} :{Median.Of(peer.Select(c => c.Bytes)),6:F0}");
    }

    private static string Ratio(Cost[] ours, Cost[] peer, Func<Cost, double> part)
    {
        var ratios = peer.Zip(ours, (p, o) => part(p) / part(o)).Order().ToArray();
        return $"{Median.Of(ratios),5:F2} ({ratios[ratios.Length / 4]:F2} {ratios[^((ratios.Length / 4) + 1)]:F2})  ";
    }
}
