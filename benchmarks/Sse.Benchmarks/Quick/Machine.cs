using System.Net.ServerSentEvents;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sse.Benchmarks.Quick;

/// <summary>What the figures of a run depend on: the processor, the widest vectors, the runtime, and the version of the peer.</summary>
internal static class Machine
{
    public static string Description =>
        $"{Processor}, {Environment.ProcessorCount} cores, vectors of {VectorBits} bits; {RuntimeInformation.FrameworkDescription};"
        + $" BCL parser {typeof(SseParser).Assembly.GetName().Version}";

    private static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "?"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
}
