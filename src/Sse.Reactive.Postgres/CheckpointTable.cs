using System.Data.Common;
using System.Transactions;
using Npgsql;

namespace Sse.Reactive.Postgres;

/// <summary>The row of one stream, for one store. The store claims it once, and may use it until another store claims it.</summary>
internal sealed class CheckpointTable(NpgsqlDataSource source, string stream)
{
    public const string DefaultSchema = "sse_checkpoints";

    /// <summary>Whether a row has an ID that a store could have saved, or none: anything else is not overwritten.</summary>
    private static readonly string IsUsable =
        $@"(c.last_event_id IS NULL OR octet_length(c.last_event_id) <= {CheckpointRules.MaxIdBytes} AND c.last_event_id !~ '[\r\n]')";

    private readonly Guid _owner = Guid.NewGuid();
    private volatile bool _isClaimed;
    private volatile bool _isTakenOver; // and stays so, even if the row is deleted

    public string Stream => stream;

    public string Schema { get; set; } = DefaultSchema;

    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    private PostgresFailure Failure => new(stream, Schema);

    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => RunAsync(
        async (session, token) =>
        {
            await CheckpointSchema.EnsureAsync(session, Schema, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        if (!_isClaimed)
        {
            return await ClaimAsync(cancellationToken).ConfigureAwait(false);
        }

        RequireOwned();
        var row = await RunAsync(ReadAsync, cancellationToken).ConfigureAwait(false);
        return row is null or [_, true] ? Valid(row?[0]) : throw TakenOver();
    }

    public async Task SaveAsync(string lastEventId)
    {
        if (!_isClaimed)
        {
            await LoadAsync(CancellationToken.None).ConfigureAwait(false);
        }

        RequireOwned();

        // A row that was deleted meanwhile is created again, as a file is.
        var saved = await RunAsync(
            (session, token) => session.ExecuteAsync(
                $"""
                INSERT INTO {Schema}.checkpoint AS c (stream, owner, last_event_id, saved_at)
                VALUES (@stream, @owner, @id, clock_timestamp())
                ON CONFLICT (stream) DO UPDATE SET last_event_id = excluded.last_event_id, saved_at = excluded.saved_at
                WHERE c.owner = excluded.owner AND {IsUsable}
                """,
                token,
                ("stream", stream),
                ("owner", _owner),
                ("id", lastEventId)),
            CancellationToken.None).ConfigureAwait(false);
        if (saved == 0)
        {
            throw await RunAsync(ReadAsync, CancellationToken.None).ConfigureAwait(false) is [_, false] ? TakenOver() : Failure.Unusable();
        }
    }

    public async Task SaveAsync(string lastEventId, DbTransaction transaction, CancellationToken cancellationToken)
    {
        _ = transaction.IsolationLevel; // throws if the transaction has ended, after which Npgsql 8 still returns its connection
        var connection = transaction.Connection ?? throw new InvalidOperationException(
            "The transaction has ended. Save the checkpoint before it is committed or rolled back.");
        if (!_isClaimed)
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false); // on its own: the transaction may roll back
        }

        try
        {
            // A row that is missing is not created: the transaction may be one of another database.
            var session = new DatabaseSession(connection, transaction, CommandTimeout);
            var saved = await session.ExecuteAsync(
                $"""
                UPDATE {Schema}.checkpoint c SET last_event_id = @id, saved_at = clock_timestamp()
                WHERE stream = @stream AND owner = @owner AND {IsUsable}
                """,
                cancellationToken,
                ("stream", stream),
                ("owner", _owner),
                ("id", lastEventId)).ConfigureAwait(false);
            if (saved == 0)
            {
                var row = await ReadAsync(session, cancellationToken).ConfigureAwait(false);
                await session.AbortAsync(cancellationToken).ConfigureAwait(false);
                throw row is null ? Failure.NotInDatabase() : row is [_, false] ? TakenOver() : Failure.Unusable();
            }
        }
        catch (Exception error) when (PostgresFailure.Is(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure.Of(error);
        }
    }

    /// <summary>Takes the checkpoint over. Waits for a transaction in which another store has saved.</summary>
    private async Task<string?> ClaimAsync(CancellationToken cancellationToken)
    {
        var row = await RunAsync(
            async (session, token) =>
            {
                await CheckpointSchema.CheckAsync(session, Schema, token).ConfigureAwait(false);
                return await session.RowAsync(
                    $"""
                    INSERT INTO {Schema}.checkpoint AS c (stream, owner) VALUES (@stream, @owner)
                    ON CONFLICT (stream) DO UPDATE SET owner = excluded.owner WHERE {IsUsable}
                    RETURNING c.last_event_id
                    """,
                    token,
                    ("stream", stream),
                    ("owner", _owner)).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false) ?? throw Failure.Unusable();
        _isClaimed = true;
        return (string?)row[0];
    }

    private Task<object?[]?> ReadAsync(DatabaseSession session, CancellationToken cancellationToken) => session.RowAsync(
        $"SELECT last_event_id, owner = @owner FROM {Schema}.checkpoint WHERE stream = @stream",
        cancellationToken,
        ("stream", stream),
        ("owner", _owner));

    private void RequireOwned()
    {
        if (_isTakenOver)
        {
            throw Failure.TakenOver();
        }
    }

    private SseCheckpointException TakenOver()
    {
        _isTakenOver = true;
        return Failure.TakenOver();
    }

    private string? Valid(object? lastEventId) => lastEventId is null ? null
        : lastEventId is string id && CheckpointRules.IsId(id) ? id
        : throw Failure.Unusable();

    /// <summary>Runs a request on a connection of the pool. A request that meets a broken connection is sent once more.</summary>
    private async Task<T> RunAsync<T>(Func<DatabaseSession, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        // The connection does not join a TransactionScope of the caller.
        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                await using var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
                return await request(new(connection, null, CommandTimeout), cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException error) when (!isRepeated && error.IsTransient && error.InnerException is not TimeoutException)
            {
            }
            catch (Exception error) when (PostgresFailure.Is(error))
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Failure.Of(error);
            }
        }
    }
}
