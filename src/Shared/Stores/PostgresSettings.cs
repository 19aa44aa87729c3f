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

    /// <summary>Opening a connection fails soon if the server does not answer, unless the connection string says otherwise.</summary>
    public static string WithTimeout(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ContainsKey(nameof(settings.Timeout)))
        {
            settings.Timeout = OpeningSeconds;
        }

        return settings.ConnectionString;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex SchemaName();
}
