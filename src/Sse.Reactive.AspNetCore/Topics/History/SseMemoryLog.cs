namespace Sse.Reactive.AspNetCore;

/// <summary>A log in memory, bounded by count, bytes and age. What it holds ends with the process.</summary>
public sealed class SseMemoryLog : ISseLog
{
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly int _maxEvents;
    private readonly long _maxBytes;
    private readonly TimeSpan? _maxAge;

    // A ring: an event's place is its position modulo the length.
    private SseLogEntry?[] _entries;
    private long _bytes;

    /// <summary>Makes an empty log.</summary>
    /// <param name="maxEvents">How many events it holds at most. Default: 1,000.</param>
    /// <param name="maxBytes">How many bytes they have on the wire at most; the latest event is held whatever its size. Default: 16 MiB. In memory, their texts in UTF-16 are beside them, and some 300 bytes of objects for each.</param>
    /// <param name="maxAge">How old they may become. Default: <see langword="null"/>, any age.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not positive.</exception>
    public SseMemoryLog(int maxEvents = 1000, long maxBytes = 16 * 1024 * 1024, TimeSpan? maxAge = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(maxAge));
        (_maxEvents, _maxBytes, _maxAge) = (maxEvents, maxBytes, maxAge);
        _entries = new SseLogEntry?[Math.Min(maxEvents, 16)];
    }

    /// <inheritdoc/>
    public string Epoch { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <inheritdoc/>
    public long First { get; private set; } = 1;

    /// <inheritdoc/>
    public long Last { get; private set; }

    /// <inheritdoc/>
    public void Append(SseLogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Position != Last + 1)
        {
            throw new ArgumentException($"The position is {entry.Position}, but {Last + 1} is next.", nameof(entry));
        }

        Trim(entry.PublishedAt);
        if (!_positions.TryAdd(entry.Value.LastEventId, entry.Position))
        {
            throw new SseDuplicateIdException(entry.Value.LastEventId);
        }

        while (First <= Last && (Last - First + 1 >= _maxEvents || _bytes + entry.Size > _maxBytes))
        {
            Forget();
        }

        if (Last - First + 1 == _entries.Length)
        {
            Grow();
        }

        _entries[entry.Position % _entries.Length] = entry;
        _bytes += entry.Size;
        Last = entry.Position;
    }

    /// <inheritdoc/>
    public SseLogEntry? Read(long position) => position >= First && position <= Last ? _entries[position % _entries.Length] : null;

    /// <inheritdoc/>
    public long? Find(string lastEventId) => _positions.TryGetValue(lastEventId, out var position) ? position : null;

    /// <inheritdoc/>
    public void Trim(DateTimeOffset now)
    {
        while (Read(First) is { } oldest && now - oldest.PublishedAt > _maxAge)
        {
            Forget();
        }
    }

    private void Forget()
    {
        ref var place = ref _entries[First % _entries.Length];
        _positions.Remove(place!.Value.LastEventId);
        _bytes -= place.Size;
        place = null;
        First++;
    }

    private void Grow()
    {
        var larger = new SseLogEntry?[Math.Min(_maxEvents, _entries.Length * 2)];
        for (var position = First; position <= Last; position++)
        {
            larger[position % larger.Length] = _entries[position % _entries.Length];
        }

        _entries = larger;
    }
}
