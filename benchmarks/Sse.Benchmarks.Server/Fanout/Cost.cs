using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>The cost of one delivery.</summary>
/// <param name="Time">Elapsed time in nanoseconds.</param>
/// <param name="Cpu">CPU time of this process in nanoseconds.</param>
/// <param name="Kernel">The part of that in the kernel.</param>
/// <param name="Bytes">Allocated bytes.</param>
internal readonly record struct Cost(double Time, double Cpu, double Kernel, double Bytes)
{
    public static async Task<Cost> OfAsync(Func<Task> work, int deliveries)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage;
        var start = Stopwatch.GetTimestamp();
        await work();
        var time = Stopwatch.GetElapsedTime(start);
        var after = Environment.CpuUsage;
        return new(
            time.TotalNanoseconds / deliveries,
            (after.TotalTime - cpu.TotalTime).TotalNanoseconds / deliveries,
            (after.PrivilegedTime - cpu.PrivilegedTime).TotalNanoseconds / deliveries,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / deliveries);
    }
}
