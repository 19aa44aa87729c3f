using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>What a delivery took: nanoseconds that passed, nanoseconds of CPU time of this process, bytes allocated.</summary>
internal readonly record struct Cost(double Time, double Cpu, double Bytes)
{
    public static async Task<Cost> OfAsync(Func<Task> work, int deliveries)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await work();
        var time = Stopwatch.GetElapsedTime(start);
        return new(
            time.TotalNanoseconds / deliveries,
            (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / deliveries,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / deliveries);
    }
}
