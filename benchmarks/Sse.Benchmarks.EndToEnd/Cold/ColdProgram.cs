using System.Diagnostics;
using System.Globalization;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>A command line, measured from the start of its process to its end.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ColdProgram(string Name, string File, params string[] Arguments)
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _cpu = [];
    private readonly List<double> _allocated = [];

    public double Milliseconds => Median.Of(_milliseconds);

    /// <summary>CPU time in milliseconds.</summary>
    public double Cpu => Median.Of(_cpu);

    /// <summary>Allocated KB; not a number for programs that do not print it.</summary>
    public double Kilobytes => _allocated.Count == 0 ? double.NaN : Median.Of(_allocated);

    public static ColdProgram Client(string name, Uri uri, int events) =>
        new(name, Environment.ProcessPath!, "cold-client", name, uri.ToString(), events.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs it once.</summary>
    public async Task RunAsync()
    {
        var start = new ProcessStartInfo(File, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var cpu = ChildProcesses.CpuTime;
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        _milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        _cpu.Add((ChildProcesses.CpuTime - cpu).TotalMilliseconds);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Name} ended with {process.ExitCode}: {await error}");
        }

        if (double.TryParse(await output, CultureInfo.InvariantCulture, out var bytes))
        {
            _allocated.Add(bytes / 1024);
        }
    }
}
