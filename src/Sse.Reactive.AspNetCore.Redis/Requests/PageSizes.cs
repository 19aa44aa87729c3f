namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Estimates how many events fit into a number of bytes, since Redis only limits their number. Topics share a fixed number of estimates:
/// one that is too low costs another request, and one that is too high costs events that are read in vain.
/// </summary>
internal sealed class PageSizes
{
    private const int UnknownSize = 16 * 1024;

    private readonly int[] _sizes = new int[1024];

    /// <summary>How many events to ask for, at least 1.</summary>
    public int CountFor(string topic, long bytes, long maxEvents)
    {
        var size = Volatile.Read(ref SizeOf(topic));
        return (int)Math.Clamp(bytes / (size == 0 ? UnknownSize : size), 1, Math.Clamp(maxEvents, 1, int.MaxValue - 1));
    }

    /// <summary>Learns from events that were read. An estimate rises at once, and falls slowly.</summary>
    public void Add(string topic, long bytes, int events)
    {
        if (events > 0)
        {
            ref var size = ref SizeOf(topic);
            var average = Math.Max(1, bytes / events);
            Volatile.Write(ref size, (int)Math.Min(int.MaxValue, Math.Max(average, Volatile.Read(ref size) / 2)));
        }
    }

    private ref int SizeOf(string topic) => ref _sizes[(uint)string.GetHashCode(topic, StringComparison.Ordinal) % (uint)_sizes.Length];
}
