namespace Sse.Benchmarks.Server;

/// <summary>
/// Measures the memory of idle subscribers in the server, after they have received one event. Each server is a separate process; the
/// clients are in this one.
/// </summary>
internal static class IdleRun
{
    private const int WarmUpCount = 100;

    public static async Task<int> StartAsync(int? rounds, bool isQuick, bool saves)
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
        var file = new ResultFile("server-idle", "./build.sh bench-server --save", "server", "heap", "resident");
        foreach (var (name, footprints) in found)
        {
            var (heap, resident) = (Median.Of(footprints.Select(f => f.Heap)), Median.Of(footprints.Select(f => f.Resident)));
            Console.WriteLine($"{name,-14} {heap,8:F0} / {resident,8:F0}");
            file.Add(name, Math.Round(heap), Math.Round(resident));
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }

    private static async Task<Footprint> MeasureAsync(string name, int count)
    {
        using var server = await IdleServer.StartAsync(name);
        using var first = new Crowd();
        using var others = new Crowd();
        await server.ConnectAsync(first, WarmUpCount); // allocates what is allocated only once
        var before = await server.FootprintAsync();
        await server.ConnectAsync(others, count);
        return (await server.FootprintAsync()).Per(before, count);
    }
}
