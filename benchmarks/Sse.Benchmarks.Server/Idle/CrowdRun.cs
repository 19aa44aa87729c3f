using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>Very many subscribers, nearly always silent.</summary>
internal static class CrowdRun
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private const int Broadcasts = 5;

    public static async Task<int> StartAsync(int count)
    {
        using var server = await IdleServer.StartAsync("heartbeats");
        var before = await server.FootprintAsync();
        var crowd = new Crowd();
        var time = Stopwatch.StartNew();
        await crowd.OpenAsync(server.Port, "/heartbeats", count);
        await server.PublishAsync();
        await crowd.ReachedAsync(count);
        Console.WriteLine($"{count} subscribers, connected and reached by a first event after {time.Elapsed.TotalSeconds:F1} s");

        var cpu = await server.CpuMillisecondsAsync();
        time.Restart();
        await Task.Delay(2 * Heartbeat);
        Console.WriteLine($"heartbeats each {Heartbeat.TotalSeconds} s: {(await server.CpuMillisecondsAsync() - cpu) / time.Elapsed.TotalSeconds:F0} ms of CPU time a second");

        for (var i = 2; i < Broadcasts + 2; i++)
        {
            time.Restart();
            await server.PublishAsync();
            var published = time.Elapsed;
            await crowd.ReachedAsync((long)i * count);
            Console.WriteLine($"a broadcast: handed over after {published.TotalMilliseconds:F0} ms, all have it after {time.Elapsed.TotalMilliseconds:F0} ms");
        }

        var each = (await server.FootprintAsync()).Per(before, count);
        Console.WriteLine($"bytes per subscriber, heap / resident: {each.Heap:F0} / {each.Resident:F0}");
        return 0;
    }
}
