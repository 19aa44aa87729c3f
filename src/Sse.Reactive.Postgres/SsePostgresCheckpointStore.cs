using System.Data.Common;
using Npgsql;

namespace Sse.Reactive.Postgres;

/// <summary>
/// Keeps a checkpoint in a PostgreSQL database (12 or later). Saved in the transaction of the work, it makes each event take effect once.
/// </summary>
/// <remarks>
/// <para><b>In a transaction.</b> <see cref="SaveAsync(string, DbTransaction, CancellationToken)"/> saves the ID if the work commits, and
/// not if it rolls back. After a crash the client resumes after the last event whose work is committed, so no event is missed and none is
/// processed twice. This needs an ID of its own for each event; do not use <c>CheckpointTo</c> as well.</para>
/// <para><b>With <c>CheckpointTo</c></b>, as any other store, delivery is at least once.</para>
/// <para><b>One consumer.</b> The first use of a store takes the checkpoint over from any other store, in this process or another one. The
/// other store can then neither load nor save: it fails with an <see cref="SseCheckpointException"/> that
/// <see cref="SseCheckpointException.IsUsedElsewhere">says so</see>, its transaction can only be rolled back, and it stays so. The first
/// use also waits for a transaction in which the other store has saved. So in a rolling restart the new process resumes after the last
/// committed event, and the old one ends at its next save.</para>
/// <para>A failure of the database is an <see cref="SseCheckpointException"/> at once, which ends the sequence. Only a request on a pooled
/// connection that has broken meanwhile, as after a restart of the server, is sent once more.</para>
/// <para>Thread-safe. It uses a connection of the pool for each load and each save, at the isolation level read committed, works through
/// PgBouncer in transaction mode, and does not join a <c>TransactionScope</c>. Connect to the primary server: if the connection string
/// names several hosts, set <c>Target Session Attributes=primary</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var store = new SsePostgresCheckpointStore(source, "orders");
/// await store.EnsureCreatedAsync();
/// await foreach (var e in SseAsyncEnumerable.Connect(uri, new() { CheckpointStore = store })) // resumes from the store
/// {
///     await using var connection = await source.OpenConnectionAsync();
///     await using var transaction = await connection.BeginTransactionAsync();
///     await ApplyAsync(e, transaction);
///     await store.SaveAsync(e.LastEventId, transaction);
///     await transaction.CommitAsync(); // both or neither
/// }
/// </code>
/// </example>
public sealed class SsePostgresCheckpointStore : ISseCheckpointStore, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly CheckpointTable _table;
    private readonly bool _ownsSource;

    /// <summary>Creates the store with a pool of connections of its own. Does not connect yet.</summary>
    /// <param name="connectionString">
    /// The database. If it has no <c>Timeout</c>, opening a connection may take 5 s, so that the sequence fails soon if the server does not
    /// answer.
    /// </param>
    /// <param name="stream">
    /// The name of the stream and its consumer: 1 to 200 characters, without control characters. Two consumers of one stream use two names.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The connection string or the name is invalid, or the connection string has <c>Multiplexing=true</c>.
    /// </exception>
    public SsePostgresCheckpointStore(string connectionString, string stream)
        : this(PostgresSettings.CreateSource(connectionString), stream) => _ownsSource = true;

    /// <summary>Creates the store. Does not connect yet.</summary>
    /// <param name="source">The database. The store does not dispose of it.</param>
    /// <param name="stream">
    /// The name of the stream and its consumer: 1 to 200 characters, without control characters. Two consumers of one stream use two names.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The name is invalid, or the connection string of the source has <c>Multiplexing=true</c>.
    /// </exception>
    public SsePostgresCheckpointStore(NpgsqlDataSource source, string stream)
    {
        PostgresSettings.RequireOwnConnections(source, nameof(source));
        _source = source;
        _table = new(source, CheckpointRules.RequireStream(stream, nameof(stream)));
    }

    /// <summary>The name of the stream and its consumer.</summary>
    public string Stream => _table.Stream;

    /// <summary>
    /// The schema of the tables. Applications that share a database may share it, with different names of streams. Default:
    /// <c>sse_checkpoints</c>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// It is not 1 to 40 lower-case letters, digits and underscores, beginning with a letter.
    /// </exception>
    public string Schema
    {
        get => _table.Schema;
        init => _table.Schema = PostgresSettings.RequireSchema(value, nameof(Schema));
    }

    /// <summary>
    /// How long a request may take until it fails with <see cref="SseCheckpointException"/>. Default: 10 s. It is rounded up to whole
    /// seconds. How long opening a connection may take is <c>Timeout</c> in the connection string.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan CommandTimeout
    {
        get => _table.CommandTimeout;
        init => _table.CommandTimeout = TimerDuration.Positive(value, nameof(CommandTimeout));
    }

    /// <summary>The SQL script that creates the tables, for migrations.</summary>
    /// <param name="schema">The schema. Default: <c>sse_checkpoints</c>.</param>
    /// <exception cref="ArgumentException">
    /// The schema is not 1 to 40 lower-case letters, digits and underscores, beginning with a letter.
    /// </exception>
    public static string Script(string schema = CheckpointTable.DefaultSchema) =>
        CheckpointSchema.Script(PostgresSettings.RequireSchema(schema, nameof(schema)));

    /// <summary>
    /// Creates the tables if they do not exist, and otherwise checks their version. Processes may call it at the same time.
    /// </summary>
    /// <param name="cancellationToken">Cancels it. Nothing is then created.</param>
    /// <returns>A task that completes once the tables exist.</returns>
    /// <exception cref="SseCheckpointException">
    /// The schema has another version, the database cannot be reached, or the role is not allowed to create a schema.
    /// </exception>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken = default) => _table.EnsureCreatedAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SseCheckpointException">
    /// The database failed, the schema is missing or has another version, the saved ID is invalid, or another store has taken over.
    /// </exception>
    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new(_table.LoadAsync(cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The ID is not one of a stream, or exceeds 16 MiB in UTF-8.</exception>
    /// <exception cref="SseCheckpointException">
    /// The database failed, the schema is missing or has another version, or another store has taken over.
    /// </exception>
    public ValueTask SaveAsync(string lastEventId) => new(_table.SaveAsync(CheckpointRules.RequireId(lastEventId)));

    /// <summary>Replaces the saved ID when the transaction commits, and not if it rolls back.</summary>
    /// <param name="lastEventId">The ID of the event whose work is in the transaction. Empty means: start from the beginning.</param>
    /// <param name="transaction">
    /// An open transaction on the database of this store: of Npgsql, the one that Dapper uses, or
    /// <c>context.Database.CurrentTransaction!.GetDbTransaction()</c> of Entity Framework Core. Until it ends, another store waits before
    /// it takes over.
    /// </param>
    /// <param name="cancellationToken">Cancels the request. The transaction can then only be rolled back.</param>
    /// <returns>A task that completes when the ID is part of the transaction.</returns>
    /// <exception cref="SseCheckpointException">
    /// The database failed; or another store has taken over, or the database of the transaction has no such checkpoint. The transaction can
    /// only be rolled back.
    /// </exception>
    /// <exception cref="ArgumentException">The ID is not one of a stream, or exceeds 16 MiB in UTF-8.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <remarks>
    /// Save last, right before the commit: the fewer requests follow, the shorter another store waits. With the isolation levels
    /// <c>RepeatableRead</c> and <c>Serializable</c>, being taken over may also be a serialization failure (40001), the inner exception.
    /// </remarks>
    /// <example>
    /// <code>
    /// await using var store = new SsePostgresCheckpointStore(source, "orders");
    /// var e = new SseEvent("x", LastEventId: "7");
    /// await using var connection = await source.OpenConnectionAsync();
    /// await using var transaction = await connection.BeginTransactionAsync();
    /// await ApplyAsync(e, transaction);
    /// await store.SaveAsync(e.LastEventId, transaction);
    /// await transaction.CommitAsync(); // both or neither
    /// </code>
    /// </example>
    public ValueTask SaveAsync(string lastEventId, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new(_table.SaveAsync(CheckpointRules.RequireId(lastEventId), transaction, cancellationToken));
    }

    /// <summary>Closes the connections, if the store was created from a connection string.</summary>
    /// <returns>A task that completes once they are closed.</returns>
    public ValueTask DisposeAsync() => _ownsSource ? _source.DisposeAsync() : default;
}
