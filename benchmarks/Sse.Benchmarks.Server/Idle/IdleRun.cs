namespace Sse.Benchmarks.Server;

/// <summary>What subscribers that wait cost the server, once they have had an event: each kind in a process of its own; the clients are here.</summary>
internal static class IdleRun
{
    private const int Before = 100;

    public static async Task<int> StartAsync(int? rounds, bool isQuick)
    {
        var count = isQuick ? 1000 : 5000;
        var found = IdleServer.All.Keys.ToDictionary(name => name, _ => new List<Footprint>());
        var times = rounds ?? (isQuick ? 1 : 3);
        for (var round = 0; round < times; round++)
        {
            foreach (var name in IdleServer.All.Keys)
            {
                found[name].Add(await MeasureAsync(name, count));
            }
        }

        Console.WriteLine($"bytes per subscriber of {count}, heap / resident, medians of {times}");
        foreach (var (name, footprints) in found)
        {
            Console.WriteLine($"{name,-14} {Median.Of(footprints.Select(f => f.Heap)),8:F0} / {Median.Of(footprints.Select(f => f.Resident)),8:F0}");
        }

        return 0;
    }

    private static async Task<Footprint> MeasureAsync(string name, int count)
    {
        using var server = await IdleServer.StartAsync(name);
        using var first = new Crowd();
        using var others = new Crowd();
        await server.WelcomeAsync(first, Before); // what is made once is made now
        var before = await server.FootprintAsync();
        await server.WelcomeAsync(others, count);
        return (await server.FootprintAsync()).Per(before, count);
    }
}
