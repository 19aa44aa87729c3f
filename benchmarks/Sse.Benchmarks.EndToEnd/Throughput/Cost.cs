using System.Diagnostics;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The cost of reading one stream or several concurrently: elapsed nanoseconds, nanoseconds of CPU time of this process, allocated bytes.
/// </summary>
internal readonly record struct Cost(double Time, double Cpu, double Bytes)
{
    public static async Task<Cost> OfAsync(StreamClient client, Uri uri, int streams)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => client.ReadAsync(uri)));
        var time = Stopwatch.GetElapsedTime(start);
        return new(
            time.TotalNanoseconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds,
            GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }
}
