using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <content>
/// Reading pages. A page after an event begins with that event in one request of the server, which proves that nothing is missing. If the
/// event is not there, the state of the topic says why.
/// </content>
internal sealed partial class RedisCommands
{
    private const string Oldest = "-";
    private const int MaxAttempts = 5;

    private readonly PageSizes _sizes = new();

    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken) => RunAsync(
        async database =>
        {
            if (after.Length == 0)
            {
                return await ReadOldestAsync(database, topic, limit).ConfigureAwait(false);
            }

            var position = RedisPosition.TryParse(after);
            if (position is { IsStart: false } known
                && await TryReadFromAsync(database, topic, known, limit).ConfigureAwait(false) is { } page)
            {
                return page.ToPage() with { Floor = after };
            }

            for (var attempt = 1; position is not null && attempt < MaxAttempts; attempt++)
            {
                var state = await StateAsync(database, topic).ConfigureAwait(false);
                if (position == state.Newest)
                {
                    return new([], after);
                }

                if (!IsBeforeOldest(state, position.Value))
                {
                    return await ReadAfterGapAsync(database, topic, after, position, state, limit).ConfigureAwait(false);
                }

                if (state.Oldest is not { } first)
                {
                    return new([], state.End.ToString());
                }

                if (await TryReadFromAsync(database, topic, first with { IsBefore = true }, limit).ConfigureAwait(false) is { } next)
                {
                    return next.ToPage() with { Floor = after };
                }
            }

            return await ReadAfterGapAsync(
                database, topic, after, position, await StateAsync(database, topic).ConfigureAwait(false), limit).ConfigureAwait(false);
        },
        cancellationToken);

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken) => RunAsync(
        async database =>
        {
            var events = new PageReader(limit);
            string? last = null;
            while (true)
            {
                var count = _sizes.CountFor(topic, events.RemainingBytes, events.RemainingEvents + 1L) + (last is null ? 0 : 1);
                var entries = await database.StreamRangeAsync(keys.Of(topic), "-", last ?? "+", count, Order.Descending, Primary)
                    .ConfigureAwait(false);
                var isFull = !events.TryAdd(entries, expected: last);
                _sizes.Add(topic, events.Bytes, events.Count);
                if (isFull || entries.Length < count)
                {
                    if (events.Count > 0)
                    {
                        return events.ToLatestPage();
                    }

                    if (await TryReadEmptyAsync(database, topic).ConfigureAwait(false) is { } empty)
                    {
                        return empty;
                    }
                }
                else
                {
                    last = entries[^1].Id;
                }
            }
        },
        cancellationToken);

    private async Task<SsePage> ReadOldestAsync(IDatabase database, string topic, SsePageLimit limit)
    {
        while (true)
        {
            var events = await ReadFromAsync(database, topic, Oldest, expected: null, limit).ConfigureAwait(false);
            if (events.Count > 0)
            {
                return events.ToPage();
            }

            if (await TryReadEmptyAsync(database, topic).ConfigureAwait(false) is { } empty)
            {
                return empty;
            }
        }
    }

    /// <summary>The page of a topic without events; <see langword="null"/> if there is one by now.</summary>
    private async Task<SsePage?> TryReadEmptyAsync(IDatabase database, string topic)
    {
        var state = await StateAsync(database, topic).ConfigureAwait(false);
        return state.Oldest is null ? new([], state.End.ToString()) : null;
    }

    /// <summary>Whether the position is that before the oldest event held, with nothing missing between.</summary>
    private bool IsBeforeOldest(TopicState state, RedisPosition position) =>
        position == state.LastRemoved
        || (position.IsStart && !state.HasRemoved && (state.Oldest is null
            ? state.Newest is null
            : options.Expiry is not { } expiry || state.Oldest.Value.Milliseconds <= position.Sequence + expiry.TotalMilliseconds));

    private async Task<SsePage> ReadAfterGapAsync(
        IDatabase database, string topic, string after, RedisPosition? position, TopicState state, SsePageLimit limit)
    {
        var isExpired = position is { } known && (known.IsStart ? state.Newest is not null : state.IsExpired(known, options.MaxAge));
        var gap = new SseGap(isExpired ? SseGapReason.Expired : SseGapReason.Unknown, After: after);

        // An ID that is ahead was lost: what follows is not older than what is held. Otherwise it is what is held after the ID.
        var start = position is { IsStart: false } lost && state.Newest is { } newest
            ? "(" + (lost.CompareTo(newest) > 0 ? newest : lost).Entry
            : Oldest;
        var events = await ReadFromAsync(database, topic, start, expected: null, limit).ConfigureAwait(false);
        return events.Count > 0 ? events.ToPage() with { Gap = gap } : new([], state.End.ToString(), Gap: gap);
    }

    /// <summary>Reads what follows a position, if its entry is still there.</summary>
    private async Task<PageReader?> TryReadFromAsync(IDatabase database, string topic, RedisPosition position, SsePageLimit limit)
    {
        var events = await ReadFromAsync(database, topic, position.Entry, position.Entry, limit, isIncluded: position.IsBefore)
            .ConfigureAwait(false);
        return events.IsExpected ? events : null;
    }

    /// <summary>
    /// Reads events in requests that are estimated to stay within the size of a page, each of which continues the one before.
    /// </summary>
    private async Task<PageReader> ReadFromAsync(
        IDatabase database, string topic, string start, string? expected, SsePageLimit limit, bool isIncluded = false)
    {
        var events = new PageReader(limit);
        while (true)
        {
            var isRepeated = expected is not null && !isIncluded;
            var count = _sizes.CountFor(topic, events.RemainingBytes, events.RemainingEvents + 1L) + (isRepeated ? 1 : 0);
            var entries = await database.StreamRangeAsync(keys.Of(topic), start, "+", count, Order.Ascending, Primary)
                .ConfigureAwait(false);
            var isFull = !events.TryAdd(entries, expected, isIncluded);
            _sizes.Add(topic, events.Bytes, events.Count);
            if (isFull || entries.Length < count)
            {
                return events;
            }

            (start, expected, isIncluded) = (entries[^1].Id!, entries[^1].Id, false);
        }
    }

    private async Task<TopicState> StateAsync(IDatabase database, string topic) =>
        TopicState.Of(await EvaluateAsync(database, RedisScript.State, [keys.Of(topic)], []).ConfigureAwait(false));
}
