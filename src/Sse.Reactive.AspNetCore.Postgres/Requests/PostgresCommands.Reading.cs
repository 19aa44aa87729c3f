using Npgsql;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <content>Reading pages. A page and its bounds are one statement, and so one snapshot.</content>
internal sealed partial class PostgresCommands
{
    private static readonly SsePage Empty = new([], new PostgresId(0, 0).ToString());

    public async Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        var id = PostgresId.TryParse(after);
        var page = await ReadAfterAsync(topic, id?.Position ?? -1, limit, cancellationToken).ConfigureAwait(false);
        var gap = new SseGap(SseGapReason.Unknown, After: after);
        if (page is null)
        {
            return after.Length == 0 || after == Empty.Floor ? Empty : Empty with { Gap = gap };
        }

        if (after.Length == 0)
        {
            return page.ToPage(page.Floor);
        }

        if (id is { } known)
        {
            if (page.NonceAt == known.Nonce || known == page.Floor)
            {
                return page.ToPage(known);
            }

            if (known.Position < page.Floor.Position)
            {
                return page.ToPage(page.Floor, gap with { Reason = SseGapReason.Expired, Count = page.Floor.Position - known.Position });
            }
        }

        // Of another history, since a backup was restored or a standby was promoted without its latest events; or of no history.
        page = id is null ? page : await ReadAfterAsync(topic, -1, limit, cancellationToken).ConfigureAwait(false);
        return page?.ToPage(page.Floor, gap) ?? Empty with { Gap = gap };
    }

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken) => RunAsync(
        $"SELECT * FROM {_schema}.read_latest($1, $2, $3)",
        command =>
        {
            Add(command, topic);
            AddLimit(command, limit);
        },
        async reader =>
        {
            var page = await ReadPageAsync(reader, cancellationToken).ConfigureAwait(false);
            return page is null ? Empty
                : page.Events is [var first, ..] && page.NonceAt is { } before
                    ? page.ToPage(new(PostgresId.TryParse(first.Value.LastEventId)!.Value.Position - 1, before)) with { HasMore = false }
                    : page.ToPage(page.Floor) with { HasMore = false };
        },
        cancellationToken);

    private Task<Page?> ReadAfterAsync(string topic, long position, SsePageLimit limit, CancellationToken cancellationToken) => RunAsync(
        $"SELECT * FROM {_schema}.read_after($1, $4, $2, $3)",
        command =>
        {
            Add(command, topic);
            AddLimit(command, limit);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        },
        reader => ReadPageAsync(reader, cancellationToken),
        cancellationToken);

    private static void AddLimit(NpgsqlBatchCommand command, SsePageLimit limit)
    {
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit.Events });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit.Bytes });
    }

    /// <returns><see langword="null"/> if there is no such topic.</returns>
    private static async Task<Page?> ReadPageAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        Page? page = null;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            page ??= new(
                new(reader.GetInt64(0) - 1, reader.GetInt32(2)), reader.GetInt64(1), reader.IsDBNull(3) ? null : reader.GetInt32(3));
            if (!reader.IsDBNull(4))
            {
                page.LastRead = reader.GetInt64(4);
                var id = new PostgresId(page.LastRead, reader.GetInt32(5)).ToString();
                page.Events.Add(new(
                    new(reader.GetString(8), reader.GetString(7), id),
                    reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(9) ? null : reader.GetString(9)));
            }
        }

        return page;
    }

    /// <summary>Events, and the bounds of their topic at that moment.</summary>
    /// <param name="Floor">The ID before the oldest event that is held.</param>
    /// <param name="Last">The position of the newest event.</param>
    /// <param name="NonceAt">The nonce of the event before the page, if that is held.</param>
    private sealed record Page(PostgresId Floor, long Last, int? NonceAt)
    {
        public List<SseStoredEvent> Events { get; } = [];

        public long LastRead { get; set; }

        public SsePage ToPage(PostgresId floor, SseGap? gap = null) =>
            new(Events, floor.ToString(), HasMore: Events.Count > 0 && LastRead < Last, gap);
    }
}
