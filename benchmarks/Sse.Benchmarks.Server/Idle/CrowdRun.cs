using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>A great number of subscribers, idle most of the time.</summary>
internal static class CrowdRun
{
    private const int Broadcasts = 5;

    /// <summary>The bytes of one heartbeat: a comment of three bytes and the framing of its chunk.</summary>
    private const int HeartbeatBytes = 3 + 5;

    public static async Task<int> StartAsync(int count)
    {
        using var server = await IdleServer.StartAsync("MapSse");
        using var crowd = new Crowd();
        var heartbeat = new SseServerOptions().HeartbeatInterval.GetValueOrDefault();
        var before = await server.FootprintAsync();
        var time = Stopwatch.StartNew();
        await server.ConnectAsync(crowd, count);
        Console.WriteLine($"{count} subscribers, connected and sent a first event in {time.Elapsed.TotalSeconds:F1} s");

        var (cpu, bytes) = (await server.CpuMillisecondsAsync(), crowd.Bytes);
        time.Restart();
        await Task.Delay(2 * heartbeat);
        Console.WriteLine(
            $"in {time.Elapsed.TotalSeconds:F0} s of silence: "
            + $"{(await server.CpuMillisecondsAsync() - cpu) / time.Elapsed.TotalSeconds:F0} ms of CPU time per second, "
            + $"{(double)(crowd.Bytes - bytes) / HeartbeatBytes / count:F2} heartbeats for each");

        for (var i = 2; i < Broadcasts + 2; i++)
        {
            time.Restart();
            await server.PublishAsync();
            var published = time.Elapsed;
            await crowd.ReachedAsync((long)i * count);
            Console.WriteLine(
                $"a broadcast: Publish returned after {published.TotalMilliseconds:F0} ms, "
                + $"all {count} received it after {time.Elapsed.TotalMilliseconds:F0} ms");
        }

        var each = (await server.FootprintAsync()).Per(before, count);
        Console.WriteLine($"bytes per subscriber, heap / resident: {each.Heap:F0} / {each.Resident:F0}");
        return 0;
    }
}
