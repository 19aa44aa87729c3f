using System.Globalization;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>
/// The memory of a process: bytes of live objects on the heap, and resident bytes after the collector has released what it can.
/// </summary>
internal readonly record struct Footprint(double Heap, double Resident)
{
    public static Footprint OfThisProcess()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }

    public static Footprint Parse(string text)
    {
        var parts = text.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new(parts[0], parts[1]);
    }

    public Footprint Per(Footprint before, int count) => new((Heap - before.Heap) / count, (Resident - before.Resident) / count);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Heap} {Resident}");
}
