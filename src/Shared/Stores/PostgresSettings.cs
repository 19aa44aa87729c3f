using System.Text.RegularExpressions;
using Npgsql;

namespace Sse;

/// <summary>What every store in PostgreSQL requires of its schema and of its connection string.</summary>
internal static partial class PostgresSettings
{
    private const int OpeningSeconds = 5;

    /// <exception cref="ArgumentException">
    /// It is not 1 to 40 lower-case letters, digits and underscores, beginning with a letter.
    /// </exception>
    public static string RequireSchema(string schema, string parameter) => schema is not null && SchemaName().IsMatch(schema)
        ? schema
        : throw new ArgumentException(
            "Choose a schema of 1 to 40 lower-case letters, digits and underscores, beginning with a letter.", parameter);

    /// <summary>
    /// Creates a pool of connections. Opening one fails soon if the server does not answer, unless the connection string says otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string is invalid, or multiplexes connections.</exception>
    public static NpgsqlDataSource CreateSource(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize(nameof(settings.Timeout))) // ContainsKey is true for each keyword there is
        {
            settings.Timeout = OpeningSeconds;
        }

        RequireOwnConnections(settings, nameof(connectionString));
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>A request is a transaction, which must not share its connection with others.</summary>
    /// <exception cref="ArgumentException">The connections are multiplexed.</exception>
    public static void RequireOwnConnections(NpgsqlDataSource source, string parameter)
    {
        ArgumentNullException.ThrowIfNull(source, parameter);
        RequireOwnConnections(new NpgsqlConnectionStringBuilder(source.ConnectionString), parameter);
    }

    private static void RequireOwnConnections(NpgsqlConnectionStringBuilder settings, string parameter)
    {
        if (settings.Multiplexing)
        {
            throw new ArgumentException(
                "The connection string has Multiplexing=true, but a store needs a connection for each of its transactions. Remove it.",
                parameter);
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex SchemaName();
}
