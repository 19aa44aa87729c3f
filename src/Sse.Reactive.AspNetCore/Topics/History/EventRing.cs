namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The newest events of a topic, limited by number, bytes and age: its whole history in memory, or what a node keeps of a store's.
/// The topic's lock guards it. Positions are consecutive numbers, from <see cref="First"/> to <see cref="Last"/> with none missing.
/// </summary>
internal sealed class EventRing
{
    private readonly int _maxEvents;
    private readonly long _maxBytes;
    private readonly TimeSpan? _maxAge;

    // A ring: the index of an event is its position modulo the length.
    private SseHistoryEntry?[] _entries = [];
    private Dictionary<string, long>? _positions; // of the events that can be found
    private long _bytes;

    /// <param name="maxEvents">The maximum number of events.</param>
    /// <param name="maxBytes">The maximum size of the events on the wire; the latest event is held whatever its size.</param>
    /// <param name="maxAge">The maximum age of an event; <see langword="null"/> for any.</param>
    public EventRing(int maxEvents, long maxBytes, TimeSpan? maxAge = null) =>
        (_maxEvents, _maxBytes, _maxAge) = (maxEvents, maxBytes, maxAge);

    /// <summary>Called with each event that is removed from the ring, oldest first.</summary>
    public Action<SseHistoryEntry>? OnRemoved { get; init; }

    /// <summary>The position of the oldest event held; one more than <see cref="Last"/> if none is.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The position of the latest event ever appended, whether or not it is still held; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>How many events are held.</summary>
    public long Count => Last - First + 1;

    /// <summary>Whether an event can be appended without removing another.</summary>
    public bool HasRoomFor(SseHistoryEntry entry) => Count < _maxEvents && _bytes + entry.Size <= _maxBytes;

    /// <summary>Appends an event at the next position, and removes the events that exceed the limits; never the appended one.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="isFound">Whether <see cref="Find"/> finds it; otherwise no other event in the ring has its ID.</param>
    /// <exception cref="SseDuplicateIdException">An event with that ID is held. Nothing has changed.</exception>
    public void Append(SseHistoryEntry entry, bool isFound = true)
    {
        Trim(entry.PublishedAt);
        if (isFound && !(_positions ??= new(StringComparer.Ordinal)).TryAdd(entry.Value.LastEventId, Last + 1))
        {
            throw new SseDuplicateIdException(entry.Value.LastEventId);
        }

        while (First <= Last && (Count >= _maxEvents || _bytes + entry.Size > _maxBytes))
        {
            RemoveOldest();
        }

        if (Count == _entries.Length)
        {
            Grow();
        }

        entry.Position = Last + 1;
        Volatile.Write(ref _entries[entry.Position % _entries.Length], entry);
        _bytes += entry.Size;
        Last = entry.Position;
    }

    /// <summary>Reads the event at a position.</summary>
    /// <returns><see langword="null"/> if none is held there.</returns>
    public SseHistoryEntry? Read(long position) => position >= First && position <= Last ? _entries[position % _entries.Length] : null;

    /// <summary>Reads an event without a lock, while others append.</summary>
    /// <returns><see langword="null"/> if none is held there, or if none can be seen yet.</returns>
    public SseHistoryEntry? TryRead(long position)
    {
        var entries = Volatile.Read(ref _entries);
        var entry = entries.Length == 0 ? null : Volatile.Read(ref entries[position % entries.Length]);
        return entry?.Position == position ? entry : null; // the place may have another event by now, or have none
    }

    /// <summary>Finds an event by its ID, compared ordinally.</summary>
    /// <returns>Its position; <see langword="null"/> if no event that can be found has that ID.</returns>
    public long? Find(string lastEventId) =>
        _positions?.TryGetValue(lastEventId, out var position) == true ? position : null;

    /// <summary>Removes the events that are too old, if age is limited.</summary>
    public void Trim(DateTimeOffset now)
    {
        while (Read(First) is { } oldest && now - oldest.PublishedAt > _maxAge)
        {
            RemoveOldest();
        }
    }

    /// <summary>Removes all events, and skips a position: every cursor from before is then at a position that is not held.</summary>
    public void Restart()
    {
        while (First <= Last)
        {
            RemoveOldest();
        }

        Last++;
        First = Last + 1;
    }

    private void RemoveOldest()
    {
        ref var place = ref _entries[First % _entries.Length];
        var oldest = place!;
        _positions?.Remove(oldest.Value.LastEventId);
        _bytes -= oldest.Size;
        place = null;
        First++;
        OnRemoved?.Invoke(oldest);
    }

    private void Grow()
    {
        var larger = new SseHistoryEntry?[Math.Min(_maxEvents, Math.Max(1, _entries.Length * 2))];
        for (var position = First; position <= Last; position++)
        {
            larger[position % larger.Length] = _entries[position % _entries.Length];
        }

        Volatile.Write(ref _entries, larger);
    }
}
