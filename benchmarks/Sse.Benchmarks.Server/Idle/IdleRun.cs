namespace Sse.Benchmarks.Server;

/// <summary>What subscribers that wait cost the server: each kind in a process of its own; the clients are here.</summary>
internal static class IdleRun
{
    private const int Before = 100;

    public static async Task<int> StartAsync(bool isQuick)
    {
        var count = isQuick ? 1000 : 5000;
        Console.WriteLine($"bytes per subscriber of {count}, heap / resident, medians of 3");
        foreach (var name in new[] { "MapSse", "TypedResults", "bare" })
        {
            var found = new List<Footprint>();
            for (var round = 0; round < 3; round++)
            {
                using var server = await IdleServer.StartAsync(name);
                var path = IdleServer.All[name]().Path;
                var crowd = new Crowd();
                await OpenAsync(Before); // what is made once is made now
                var before = await server.FootprintAsync();
                await OpenAsync(count);
                found.Add((await server.FootprintAsync()).Per(before, count));

                async Task OpenAsync(int number)
                {
                    await crowd.OpenAsync(server.Port, path, number);
                    await Task.Delay(TimeSpan.FromSeconds(2));
                }
            }

            Console.WriteLine($"{name,-14} {Median.Of(found.Select(f => f.Heap)),8:F0} / {Median.Of(found.Select(f => f.Resident)),8:F0}");
        }

        return 0;
    }
}
