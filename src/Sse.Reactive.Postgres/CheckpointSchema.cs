namespace Sse.Reactive.Postgres;

/// <summary>Creates the tables, and checks their version.</summary>
internal static class CheckpointSchema
{
    /// <summary>The version of the script. It changes with each change that an older version of this package cannot work with.</summary>
    private const int Version = 1;

    public static string Script(string schema)
    {
        using var stream = typeof(CheckpointSchema).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", schema, StringComparison.Ordinal);
    }

    /// <summary>Creates the tables if they are missing, in one transaction. Processes that start together create them once.</summary>
    public static async Task EnsureAsync(DatabaseSession session, string schema, CancellationToken cancellationToken)
    {
        var exists = await session.RowAsync(
            $"SELECT to_regclass('{schema}.version') IS NOT NULL", cancellationToken).ConfigureAwait(false);
        if (exists is not [true])
        {
            // One batch is one transaction. The lock ends with it.
            await session.ExecuteAsync(
                $"""
                SELECT pg_advisory_xact_lock(hashtext('{schema}.schema'));
                DO $create$BEGIN IF to_regclass('{schema}.version') IS NULL THEN
                {Script(schema)}
                END IF; END$create$;
                """,
                cancellationToken).ConfigureAwait(false);
        }

        await CheckAsync(session, schema, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="SseCheckpointException">The tables have another version.</exception>
    public static async Task CheckAsync(DatabaseSession session, string schema, CancellationToken cancellationToken)
    {
        var row = await session.RowAsync($"SELECT max(version) FROM {schema}.version", cancellationToken).ConfigureAwait(false);
        if (row is not [Version])
        {
            throw new SseCheckpointException(
                $"The schema '{schema}' in PostgreSQL has version {row?[0] ?? "none"}, but this version of Sse.Reactive.Postgres uses "
                + $"version {Version}. Use the version of the package that belongs to it in all processes, or another schema.");
        }
    }
}
