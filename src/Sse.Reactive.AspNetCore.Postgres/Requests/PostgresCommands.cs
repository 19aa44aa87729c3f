using System.Data;
using System.Net.Sockets;
using System.Transactions;
using Npgsql;
using NpgsqlTypes;
using StatementType = Npgsql.StatementType;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// The requests to the database, each in a connection of the pool, after the schema was prepared. Failures are
/// <see cref="SseStoreException"/>.
/// </summary>
internal sealed partial class PostgresCommands(NpgsqlDataSource source, SsePostgresOptions options, SchemaPreparation preparation)
{
    public const string StoreName = "PostgreSQL";

    private static readonly string[] Missing =
        [PostgresErrorCodes.UndefinedTable, PostgresErrorCodes.UndefinedFunction, PostgresErrorCodes.InvalidSchemaName];

    private static readonly string[] Credentials =
        [PostgresErrorCodes.InvalidPassword, PostgresErrorCodes.InvalidAuthorizationSpecification];

    private readonly string _schema = options.Schema;

    /// <summary>Whether an exception is one of the database or of the connection to it.</summary>
    public static bool IsFailure(Exception error) =>
        error is NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    public static SseStoreException Failure(SsePostgresOptions options, Exception error) => error switch
    {
        PostgresException { SqlState: var state } when Missing.Contains(state) => PostgresSchema.Missing(options.Schema, error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new SseStoreSetupException(
            StoreName,
            $"The role of the connection is not allowed to use the schema '{options.Schema}': {error.Message}. Grant it, or use another "
                + "role.",
            error),
        PostgresException { SqlState: var state } refused when Credentials.Contains(state) => new SseStoreSetupException(
            StoreName,
            $"PostgreSQL refused the credentials: {refused.MessageText}. Correct the user name and the password in the connection string, "
                + "or what pg_hba.conf of the server allows.",
            error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => new SseStoreSetupException(
            StoreName, $"PostgreSQL refused the connection: {missing.MessageText}. Create it, or correct the connection string.", error),
        NpgsqlException when error.Message.StartsWith("No password has been provided", StringComparison.Ordinal) =>
            new SseStoreSetupException(
                StoreName, "PostgreSQL asks for a password, and the connection string has none. Add it, as Password=...", error),
        ObjectDisposedException => new SseStoreException(
            StoreName, "The store or its source of connections was disposed of. Publish before the application stops.", error),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => new SseStoreException(
            StoreName,
            "PostgreSQL takes no changes: it is a standby, or read-only. Connect to the primary: name all hosts, with "
                + "'Target Session Attributes=primary'.",
            error),
        PostgresException => new SseStoreException(StoreName, $"PostgreSQL refused a request: {error.Message}", error),
        _ => new SseStoreException(
            StoreName,
            $"PostgreSQL could not be reached or did not answer: {ErrorMessages.Of(error).TrimEnd('.')}. Check that it runs, and the "
                + "connection string.",
            error),
    };

    /// <summary>Appends events, or moves some of those that transactions have published to the topic before.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="events">The events.</param>
    /// <param name="bell">Rung after the commit, in the same round trip; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The IDs; none if there is more to move: call it again.</returns>
    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, Bell? bell, CancellationToken cancellationToken)
    {
        foreach (var value in events)
        {
            StorableText.RequireEvent(topic, value);
        }

        return await RunAsync(
            $"SELECT out_position, out_nonce FROM {_schema}.append($1, $2, $3, $4)",
            command =>
            {
                Add(command, topic);
                Add(command, events.Select(e => e.Value.Type).ToArray());
                Add(command, events.Select(e => e.Value.Data).ToArray());
                command.Parameters.Add(new NpgsqlParameter<string?[]>
                {
                    TypedValue = [.. events.Select(e => e.Tag)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                });
            },
            async reader =>
            {
                var ids = new List<string>(events.Count);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    ids.Add(new PostgresId(reader.GetInt64(0), reader.GetInt32(1)).ToString());
                }

                return ids;
            },
            cancellationToken,
            bell).ConfigureAwait(false);
    }

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) => RunAsync<IReadOnlyCollection<string>>(
        $"""
        SELECT w.name FROM unnest($1, $2) AS w(name, last_id) LEFT JOIN {_schema}.topic t ON t.name = w.name
        WHERE coalesce(t.last_position || '.' || t.last_nonce, '0.0') <> w.last_id
        """,
        command =>
        {
            Add(command, lastIds.Keys.ToArray());
            Add(command, lastIds.Values.ToArray());
        },
        async reader =>
        {
            var names = new List<string>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                names.Add(reader.GetString(0));
            }

            return names;
        },
        cancellationToken);

    /// <summary>Removes some of the events beyond a number.</summary>
    /// <returns>Whether there are more to remove.</returns>
    public Task<bool> TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) => RunAsync(
        $"SELECT {_schema}.trim($1, $2)",
        command =>
        {
            Add(command, topic);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxEvents });
        },
        async reader => await reader.ReadAsync(cancellationToken).ConfigureAwait(false) && reader.GetBoolean(0),
        cancellationToken);

    /// <summary>Moves some of what transactions have published into the topics.</summary>
    /// <returns>The topics that have new events; <see langword="null"/> if another node is moving.</returns>
    public Task<string[]?> SequenceAsync(CancellationToken cancellationToken) => RunAsync(
        $"SELECT {_schema}.sequence()",
        static _ => { },
        async reader => await reader.ReadAsync(cancellationToken).ConfigureAwait(false) && !reader.IsDBNull(0)
            ? reader.GetFieldValue<string[]>(0)
            : null,
        cancellationToken);

    /// <summary>Removes some of what exceeds the limits.</summary>
    /// <returns>How many topics were trimmed.</returns>
    public Task<int> RetainAsync(CancellationToken cancellationToken) => RunAsync(
        $"SELECT {_schema}.retain($1, $2, $3)",
        command =>
        {
            Add(command, options.MaxEvents, NpgsqlDbType.Bigint);
            Add(command, options.MaxBytes, NpgsqlDbType.Bigint);
            Add(command, options.MaxAge, NpgsqlDbType.Interval);
        },
        async reader => await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt32(0) : 0,
        cancellationToken);

    /// <summary>Notifies the nodes that listen. It writes nothing, so it holds the database's lock of notifications only shortly.</summary>
    public Task NotifyAsync(string[] topics, CancellationToken cancellationToken) => RunAsync(
        $"SELECT pg_notify('{_schema}', t) FROM unnest($1) t",
        command => Add(command, topics),
        static _ => Task.FromResult(true),
        cancellationToken);

    private static void Add<T>(NpgsqlBatchCommand command, T value)
        where T : class => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void Add<T>(NpgsqlBatchCommand command, T? value, NpgsqlDbType type)
        where T : struct =>
        command.Parameters.Add(new NpgsqlParameter { Value = value is { } known ? known : DBNull.Value, NpgsqlDbType = type });

    /// <summary>
    /// Runs a transaction in one round trip. Its level is set, because the default of the database may be one at which requests that meet
    /// fail. It does not join a <see cref="TransactionScope"/> of the caller.
    /// </summary>
    private async Task<T> RunAsync<T>(
        string sql,
        Action<NpgsqlBatchCommand> addParameters,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken,
        Bell? bell = null)
    {
        await preparation.RunIfDueAsync(cancellationToken).ConfigureAwait(false);
        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        try
        {
            var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
            var request = RequestAsync(connection);
            _ = request.ContinueWith(
                static failed => _ = failed.Exception, // it may fail after the wait has ended
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);

            // Npgsql asks a server that does not answer to cancel the request, and waits for that.
            return await request.WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFailure(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (error is PostgresException { SqlState: var state } && Missing.Contains(state))
            {
                await preparation.RunAsync(create: false, cancellationToken).ConfigureAwait(false); // it may have another version
            }

            throw Failure(options, error);
        }

        async Task<T> RequestAsync(NpgsqlConnection opened)
        {
            await using var connection = opened;
            await using var batch = connection.CreateBatch();
            batch.Timeout = (int)options.CommandTimeout.TotalSeconds;
            batch.BatchCommands.Add(new("BEGIN ISOLATION LEVEL READ COMMITTED"));
            var command = new NpgsqlBatchCommand(sql);
            addParameters(command);
            batch.BatchCommands.Add(command);
            var commit = new NpgsqlBatchCommand("COMMIT");
            batch.BatchCommands.Add(commit);
            if (bell is not null)
            {
                var ring = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
                Add(ring, _schema);
                Add(ring, bell.Topic);
                batch.BatchCommands.Add(ring); // a transaction of its own, which follows the commit
            }

            await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
            var result = await read(reader).ConfigureAwait(false);
            try
            {
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) // the commit
                {
                }

                bell?.HasRung = true;
            }
            catch (PostgresException) when (commit.StatementType != StatementType.Unknown)
            {
                // The commit was answered, so the request has succeeded. The bell was not rung.
            }

            return result;
        }
    }
}
