using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>Very many subscribers, nearly always silent.</summary>
internal static class CrowdRun
{
    private const int Broadcasts = 5;

    /// <summary>A comment of three bytes, in a chunk.</summary>
    private const int HeartbeatBytes = 3 + 5;

    public static async Task<int> StartAsync(int count)
    {
        using var server = await IdleServer.StartAsync("MapSse");
        using var crowd = new Crowd();
        var heartbeat = new SseServerOptions().HeartbeatInterval.GetValueOrDefault();
        var before = await server.FootprintAsync();
        var time = Stopwatch.StartNew();
        await server.WelcomeAsync(crowd, count);
        Console.WriteLine($"{count} subscribers, connected and reached by a first event after {time.Elapsed.TotalSeconds:F1} s");

        var (cpu, bytes) = (await server.CpuMillisecondsAsync(), crowd.Bytes);
        time.Restart();
        await Task.Delay(2 * heartbeat);
        Console.WriteLine(
            $"in {time.Elapsed.TotalSeconds:F0} s of silence: {(await server.CpuMillisecondsAsync() - cpu) / time.Elapsed.TotalSeconds:F0} ms of CPU time a second,"
            + $" {(double)(crowd.Bytes - bytes) / HeartbeatBytes / count:F2} heartbeats to each");

        for (var i = 2; i < Broadcasts + 2; i++)
        {
            time.Restart();
            await server.PublishAsync();
            var published = time.Elapsed;
            await crowd.ReachedAsync((long)i * count);
            Console.WriteLine($"a broadcast: handed over after {published.TotalMilliseconds:F0} ms, all {count} have it after {time.Elapsed.TotalMilliseconds:F0} ms");
        }

        var each = (await server.FootprintAsync()).Per(before, count);
        Console.WriteLine($"bytes per subscriber, heap / resident: {each.Heap:F0} / {each.Resident:F0}");
        return 0;
    }
}
