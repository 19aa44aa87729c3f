using System.Globalization;

namespace Sse.Soak;

/// <summary>What a process holds once garbage is collected.</summary>
/// <param name="Heap">The managed heap, in bytes.</param>
/// <param name="Files">Open files, sockets included.</param>
/// <param name="Threads">Threads of the operating system.</param>
/// <param name="Timers">Active timers of .NET.</param>
/// <param name="Sockets">TCP sockets.</param>
/// <param name="Subscribers">The subscribers of topics.</param>
internal sealed record Figures(long Heap, int Files, int Threads, long Timers, int Sockets, int Subscribers)
{
    private const long MoreHeap = 4 * 1024 * 1024;
    private const int MoreFiles = 10;
    private const int MoreThreads = 10;
    private const int MoreTimers = 10;

    public static Figures Measure(int subscribers = 0)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        string[] files = [.. Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "")];
        var tcp = File.ReadLines("/proc/self/net/tcp").Concat(File.ReadLines("/proc/self/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(9))
            .ToHashSet();
        return new(
            GC.GetTotalMemory(forceFullCollection: true),
            files.Length,
            Directory.GetDirectories("/proc/self/task").Length,
            Timer.ActiveCount,
            files.Count(file => file.StartsWith("socket:[", StringComparison.Ordinal) && tcp.Contains(file[8..^1])),
            subscribers);
    }

    public static Figures Parse(string line)
    {
        var numbers = line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], (int)numbers[1], (int)numbers[2], numbers[3], (int)numbers[4], (int)numbers[5]);
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Heap} {Files} {Threads} {Timers} {Sockets} {Subscribers}");

    /// <summary>Whether a process is what it was: a pool may keep a few things that it has made since.</summary>
    public bool IsAs(Figures before) =>
        Heap <= before.Heap + MoreHeap
        && Files <= before.Files + MoreFiles
        && Threads <= before.Threads + MoreThreads
        && Timers <= before.Timers + MoreTimers
        && Sockets <= before.Sockets
        && Subscribers <= before.Subscribers;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Heap / 1048576.0:0.00} MiB, {Files} files, {Threads} threads, {Timers} timers, {Sockets} sockets, {Subscribers} subscribers");
}
