namespace Sse.Benchmarks.EndToEnd;

/// <summary>Measures each holder in a separate process, one after the other, with HTTP/1.1 and HTTP/2.</summary>
internal static class IdleRun
{
    public static async Task<int> StartAsync(int? rounds, bool isQuick, bool saves)
    {
        using var server = await ServerProcess.StartAsync();
        int[] counts = isQuick ? [2000] : [2000, 5000];
        Console.WriteLine("bytes per connection, heap / resident, medians");
        Console.WriteLine($"{"",-22}{string.Join("", ConnectionHolder.All.Keys.Select(name => $"{name,18}"))}");
        var file = new ResultFile("client-idle", "./build.sh bench-idle --save", ["protocol", "open", .. ConnectionHolder.All.Keys]);
        foreach (var (protocol, uri) in new[] { ("HTTP/1.1", server.SilentHttp1), ("HTTP/2", new Uri(server.SilentHttp2, "#2")) })
        {
            foreach (var count in counts)
            {
                var found = ConnectionHolder.All.Keys.ToDictionary(name => name, _ => new List<Footprint>());
                for (var round = 0; round < (rounds ?? (isQuick ? 1 : 3)); round++)
                {
                    foreach (var name in ConnectionHolder.All.Keys)
                    {
                        found[name].Add(await HoldProcess.StartAsync(name, count, uri));
                    }
                }

                var cells = found.Values.Select(
                    f => $"{Median.Of(f.Select(x => x.Heap)),9:F0} /{Median.Of(f.Select(x => x.Resident)),7:F0}");
                file.Add([protocol, count, .. found.Values.Select(f => (object)Math.Round(Median.Of(f.Select(x => x.Heap))))]);
                Console.WriteLine($"{protocol,-9} {count,5} open  {string.Join("", cells.Select(c => $"{c,18}"))}");
            }
        }

        if (saves)
        {
            file.Save();
        }

        return 0;
    }
}
