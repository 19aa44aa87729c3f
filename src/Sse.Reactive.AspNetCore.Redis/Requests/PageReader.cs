using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>Collects the events of a page from the entries of a stream.</summary>
/// <param name="limit">The limits of the page.</param>
internal sealed class PageReader(SsePageLimit limit)
{
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly List<SseStoredEvent> _events = [];
    private bool _hasMore;
    private string? _next; // the ID of the first event that is not part of the page

    public int Count => _events.Count;

    /// <summary>The size of the data of the events, in bytes.</summary>
    public long Bytes { get; private set; }

    public int RemainingEvents => limit.Events - _events.Count;

    public long RemainingBytes => limit.Bytes - Bytes;

    /// <summary>Whether the first entry was the expected one.</summary>
    public bool IsExpected { get; private set; } = true;

    /// <summary>Adds entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="expected">The ID that the first entry must have; <see langword="null"/> for any.</param>
    /// <param name="isIncluded">Whether the expected entry is part of the page, or was before.</param>
    /// <returns>Whether more may be added: no limit is reached, and nothing was removed meanwhile.</returns>
    public bool TryAdd(StreamEntry[] entries, string? expected, bool isIncluded = false)
    {
        if (expected is not null && (entries.Length == 0 || entries[0].Id != expected))
        {
            (IsExpected, _hasMore) = (_events.Count > 0, true); // the next page reports the gap
            return false;
        }

        foreach (var entry in entries.AsSpan(expected is not null && !isIncluded ? 1 : 0))
        {
            var value = Of(entry, out var size);
            if (_events.Count > 0 && (RemainingEvents == 0 || size > RemainingBytes))
            {
                (_hasMore, _next) = (true, value.Value.LastEventId);
                return false;
            }

            _events.Add(value);
            Bytes += size;
        }

        return true;
    }

    /// <summary>The page, which begins before its first event.</summary>
    public SsePage ToPage() => new(_events, _events.Count > 0 ? BeforeFirst() : "", _hasMore);

    /// <summary>The page of events that were added in reverse order, after which nothing follows.</summary>
    public SsePage ToLatestPage()
    {
        _events.Reverse();
        return new(_events, _next ?? BeforeFirst());
    }

    private static SseStoredEvent Of(in StreamEntry entry, out long size)
    {
        RedisValue data = "", type = "message", tag = default;
        foreach (var field in entry.Values)
        {
            switch ((string?)field.Name)
            {
                case "data":
                    data = field.Value;
                    break;
                case "type":
                    type = field.Value;
                    break;
                case "tag":
                    tag = field.Value;
                    break;
            }
        }

        var id = (string)entry.Id!;
        var milliseconds = (long)Math.Min((ulong)MaxMilliseconds, RedisPosition.Parse(id).Milliseconds);
        size = data.Length();
        return new(new(data!, type!, id), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), tag);
    }

    private string BeforeFirst() => RedisPosition.Before(_events[0].Value.LastEventId).ToString();
}
