namespace Sse.Reactive.AspNetCore;

/// <summary>A history in memory, limited by number, bytes and age. It is lost when the process ends.</summary>
public sealed class SseMemoryHistory : ISseHistory
{
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly int _maxEvents;
    private readonly long _maxBytes;
    private readonly TimeSpan? _maxAge;

    // A ring: the index of an event is its position modulo the length.
    private SseHistoryEntry?[] _entries;
    private long _bytes;

    /// <summary>Creates an empty history.</summary>
    /// <param name="maxEvents">The maximum number of events. Default: 1,000.</param>
    /// <param name="maxBytes">
    /// The maximum size of the events on the wire, in bytes; the latest event is held whatever its size. Default: 16 MiB. In memory, each
    /// event also takes its strings in UTF-16 and about 300 bytes of objects.
    /// </param>
    /// <param name="maxAge">The maximum age of an event. Default: <see langword="null"/> (unlimited).</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
    public SseMemoryHistory(int maxEvents = 1000, long maxBytes = 16 * 1024 * 1024, TimeSpan? maxAge = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(maxAge));
        (_maxEvents, _maxBytes, _maxAge) = (maxEvents, maxBytes, maxAge);
        _entries = new SseHistoryEntry?[Math.Min(maxEvents, 16)];
    }

    /// <inheritdoc/>
    public string Epoch { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <inheritdoc/>
    public long First { get; private set; } = 1;

    /// <inheritdoc/>
    public long Last { get; private set; }

    /// <inheritdoc/>
    public void Append(SseHistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Position != Last + 1)
        {
            throw new ArgumentException($"The entry's position is {entry.Position}; the next one is {Last + 1}.", nameof(entry));
        }

        Trim(entry.PublishedAt);
        if (!_positions.TryAdd(entry.Value.LastEventId, entry.Position))
        {
            throw new SseDuplicateIdException(entry.Value.LastEventId);
        }

        while (First <= Last && (Last - First + 1 >= _maxEvents || _bytes + entry.Size > _maxBytes))
        {
            RemoveOldest();
        }

        if (Last - First + 1 == _entries.Length)
        {
            Grow();
        }

        Volatile.Write(ref _entries[entry.Position % _entries.Length], entry);
        _bytes += entry.Size;
        Last = entry.Position;
    }

    /// <inheritdoc/>
    public SseHistoryEntry? Read(long position) => position >= First && position <= Last ? _entries[position % _entries.Length] : null;

    /// <summary>Reads an event without a lock, while others append.</summary>
    /// <returns><see langword="null"/> if none is held there, or if none can be seen yet.</returns>
    internal SseHistoryEntry? TryRead(long position)
    {
        var entries = Volatile.Read(ref _entries);
        var entry = Volatile.Read(ref entries[position % entries.Length]);
        return entry?.Position == position ? entry : null; // the place may have another event by now, or have none
    }

    /// <inheritdoc/>
    public long? Find(string lastEventId) => _positions.TryGetValue(lastEventId, out var position) ? position : null;

    /// <inheritdoc/>
    public void Trim(DateTimeOffset now)
    {
        while (Read(First) is { } oldest && now - oldest.PublishedAt > _maxAge)
        {
            RemoveOldest();
        }
    }

    private void RemoveOldest()
    {
        ref var oldest = ref _entries[First % _entries.Length];
        _positions.Remove(oldest!.Value.LastEventId);
        _bytes -= oldest.Size;
        oldest = null;
        First++;
    }

    private void Grow()
    {
        var larger = new SseHistoryEntry?[Math.Min(_maxEvents, _entries.Length * 2)];
        for (var position = First; position <= Last; position++)
        {
            larger[position % larger.Length] = _entries[position % _entries.Length];
        }

        Volatile.Write(ref _entries, larger);
    }
}
