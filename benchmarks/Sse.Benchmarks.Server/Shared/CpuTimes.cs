using System.Globalization;

namespace Sse.Benchmarks.Server;

/// <summary>The CPU time of this process, of an engine with all its processes, and of the clients.</summary>
internal readonly record struct CpuTimes(TimeSpan Node, TimeSpan Engine, TimeSpan Clients)
{
    private const int TicksPerSecond = 100; // of /proc

    public static CpuTimes operator -(CpuTimes left, CpuTimes right) =>
        new(left.Node - right.Node, left.Engine - right.Engine, left.Clients - right.Clients);

    /// <summary>The times until now.</summary>
    /// <param name="engine">The process that has started the engine; <see langword="null"/> for none.</param>
    /// <param name="clients">The process of the clients.</param>
    public static CpuTimes Now(int? engine, int clients)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(Read).OfType<(int Id, int Parent, long Ticks)>().ToList();
        return new(
            Environment.CpuUsage.TotalTime,
            engine is { } root ? TimeOf(Descendants(root)) : default,
            TimeOf(processes.Where(p => p.Id == clients)));

        IEnumerable<(int Id, int Parent, long Ticks)> Descendants(int id) =>
            processes.Where(p => p.Id == id).Concat(processes.Where(p => p.Parent == id).SelectMany(p => Descendants(p.Id)));

        static TimeSpan TimeOf(IEnumerable<(int Id, int Parent, long Ticks)> of) =>
            TimeSpan.FromSeconds((double)of.Sum(p => p.Ticks) / TicksPerSecond);
    }

    /// <summary>What /proc says of a process; <see langword="null"/> if the folder is none, or the process has ended.</summary>
    private static (int Id, int Parent, long Ticks)? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            var stat = File.ReadAllText($"{folder}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the first is the state, which is field 3 of the manual
            return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(long.Parse)); // and of children that ended
        }
        catch (IOException)
        {
            return null;
        }
    }
}
