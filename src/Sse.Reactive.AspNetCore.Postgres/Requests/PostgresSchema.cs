using System.Transactions;
using Npgsql;
using IsolationLevel = System.Data.IsolationLevel;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>Creates the schema, and checks its version.</summary>
internal sealed class PostgresSchema(NpgsqlDataSource source, SsePostgresOptions options)
{
    /// <summary>The version of the script. It changes with each change that an older version of this package cannot work with.</summary>
    private const int Version = 1;

    public static string Script(string schema)
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", new SsePostgresOptions { Schema = schema }.Schema, StringComparison.Ordinal);
    }

    public async Task EnsureAsync(bool create, CancellationToken cancellationToken)
    {
        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        try
        {
            await using var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
                .ConfigureAwait(false);
            if (await ExecuteAsync("SHOW server_encoding").ConfigureAwait(false) is var encoding && encoding is not "UTF8")
            {
                throw new SseStoreSetupException(
                    PostgresCommands.StoreName,
                    $"The database has the encoding {encoding}, which cannot store all text. Use a database with the encoding UTF8.");
            }

            if (create)
            {
                // Nodes that start at the same time create it once.
                await ExecuteAsync($"SELECT pg_advisory_xact_lock(hashtext('{options.Schema}.schema'))").ConfigureAwait(false);
            }

            if (await ExecuteAsync($"SELECT to_regclass('{options.Schema}.version')::text").ConfigureAwait(false) is not string)
            {
                if (!create)
                {
                    throw Missing(options.Schema);
                }

                await ExecuteAsync(Script(options.Schema)).ConfigureAwait(false);
            }
            else if (await ExecuteAsync($"SELECT max(version) FROM {options.Schema}.version").ConfigureAwait(false) is var found
                && found is not Version)
            {
                throw new SseStoreSetupException(
                    PostgresCommands.StoreName,
                    $"The schema '{options.Schema}' has version {found}, but this version of Sse.Reactive.AspNetCore.Postgres uses version "
                        + $"{Version}. Use the version of the package that belongs to it on all nodes, or another schema.");
            }

            if (await ExecuteAsync(
                $"""
                SELECT string_agg(p || ' on ' || t, ', ')
                FROM unnest(ARRAY['topic', 'event', 'queue']) t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
                WHERE NOT has_table_privilege('{options.Schema}.' || t, p)
                """).ConfigureAwait(false) is string missing)
            {
                throw new SseStoreSetupException(
                    PostgresCommands.StoreName,
                    $"The role of the connection lacks permissions in the schema '{options.Schema}': {missing}. Grant them, or use another "
                        + "role.");
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);

            async Task<object?> ExecuteAsync(string sql)
            {
                await using var command = new NpgsqlCommand(sql, connection, transaction)
                {
                    CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
                };
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (PostgresCommands.IsFailure(error))
        {
            throw PostgresCommands.Failure(options, error);
        }
    }

    public static SseStoreSetupException Missing(string schema, Exception? cause = null) => new(
        PostgresCommands.StoreName,
        $"The schema '{schema}' of topics is missing in the database. Call SsePostgresStore.EnsureCreatedAsync, or run "
            + "SsePostgresStore.Script as part of your migrations.",
        cause);
}
