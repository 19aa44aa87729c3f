using System.Globalization;
using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore.Testing;

/// <summary>
/// A store in the memory of this process, which keeps the contract of <see cref="ISseStore"/>. Nodes that share it, each an
/// <see cref="SseSharedTopics"/>, are nodes of one application.
/// </summary>
/// <remarks>Thread-safe. Its methods complete at once. Disposing it does nothing.</remarks>
/// <param name="now">The time of events. Default: <see langword="null"/>, that of the system's clock.</param>
public sealed class SseMemoryStore(Func<DateTimeOffset>? now = null) : ISseStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Action>> _watches = new(StringComparer.Ordinal);
    private long _nonce;

    /// <inheritdoc/>
    public string Name => "Memory";

    /// <summary>How many topics exist. A topic is created when an event is appended.</summary>
    public int TopicCount
    {
        get
        {
            lock (_gate)
            {
                return _topics.Count;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(events);
        string[] ids;
        Action[] rings;
        lock (_gate)
        {
            if (!_topics.TryGetValue(topic, out var found))
            {
                _topics.Add(topic, found = new());
            }

            ids = [.. events.Select(e => found.Append(e, ++_nonce, now?.Invoke() ?? DefaultScheduler.Instance.Now))];
            rings = [.. _watches.GetValueOrDefault(topic, [])];
        }

        foreach (var ring in rings)
        {
            ring();
        }

        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(after);
        lock (_gate)
        {
            return Task.FromResult(Find(topic).ReadAfter(after, limit));
        }
    }

    /// <inheritdoc/>
    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Find(topic).ReadLatest(limit));
        }
    }

    /// <inheritdoc/>
    public IDisposable Watch(string topic, Action ring)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(topic, out var watches))
            {
                _watches.Add(topic, watches = []);
            }

            watches.Add(ring);
        }

        return System.Reactive.Disposables.Disposable.Create(() =>
        {
            lock (_gate)
            {
                var watches = _watches[topic];
                watches.Remove(ring);
                if (watches.Count == 0)
                {
                    _watches.Remove(topic);
                }
            }
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<string>> CheckAsync(IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lastIds);
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyCollection<string>>(
                [.. lastIds.Where(last => Find(last.Key).LastId != last.Value).Select(last => last.Key)]);
        }
    }

    /// <inheritdoc/>
    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Find(topic).Trim(maxEvents);
        }

        return Task.CompletedTask;
    }

    /// <summary>Loses the newest events of a topic, as an engine that continues from a backup or a replica does.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="events">How many events.</param>
    public void LoseLatest(string topic, int events)
    {
        lock (_gate)
        {
            Find(topic).LoseLatest(events);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private Topic Find(string topic) => _topics.GetValueOrDefault(topic) ?? new();

    /// <summary>The events of a topic, at positions from 1. An ID is the position and a number that is never used again.</summary>
    private sealed class Topic
    {
        private readonly List<SseStoredEvent> _events = [];
        private string _floor = "0.0";
        private long _last;

        public string LastId => _events is [.., var last] ? last.Value.LastEventId : _floor;

        private long First => _last - _events.Count + 1;

        public string Append(SsePublishedEvent value, long nonce, DateTimeOffset now)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{++_last}.{nonce}");
            _events.Add(new(value.Value with { LastEventId = id }, now, value.Tag));
            return id;
        }

        public SsePage ReadAfter(string after, SsePageLimit limit)
        {
            if (after.Length == 0 || after == _floor)
            {
                return Page(0, limit);
            }

            var index = _events.FindIndex(e => e.Value.LastEventId == after);
            if (index >= 0)
            {
                return Page(index + 1, limit);
            }

            var isExpired = long.TryParse(after.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                && after.Contains('.', StringComparison.Ordinal)
                && position < First - 1;
            return Page(0, limit) with
            {
                Gap = isExpired
                    ? new(SseGapReason.Expired, First - 1 - position, after)
                    : new(SseGapReason.Unknown, After: after),
            };
        }

        public SsePage ReadLatest(SsePageLimit limit)
        {
            var (start, bytes) = (_events.Count, 0L);
            while (start > 0 && Fits(_events.Count - start, bytes += SizeOf(start - 1), limit))
            {
                start--;
            }

            return Page(start, limit) with { HasMore = false };
        }

        public void Trim(int maxEvents)
        {
            var removed = Math.Max(0, _events.Count - maxEvents);
            if (removed > 0)
            {
                _floor = _events[removed - 1].Value.LastEventId;
                _events.RemoveRange(0, removed);
            }
        }

        public void LoseLatest(int events)
        {
            events = Math.Min(events, _events.Count);
            _events.RemoveRange(_events.Count - events, events);
            _last -= events;
        }

        private static bool Fits(int events, long bytes, SsePageLimit limit) =>
            events == 0 || (events < limit.Events && bytes <= limit.Bytes);

        private int SizeOf(int index) => System.Text.Encoding.UTF8.GetByteCount(_events[index].Value.Data);

        private SsePage Page(int start, SsePageLimit limit)
        {
            var (end, bytes) = (start, 0L);
            while (end < _events.Count && Fits(end - start, bytes += SizeOf(end), limit))
            {
                end++;
            }

            return new(_events[start..end], start > 0 ? _events[start - 1].Value.LastEventId : _floor, end < _events.Count);
        }
    }
}
