using System.Data.Common;
using Npgsql;

namespace Sse.Reactive.Postgres;

/// <summary>
/// Requests on one connection, of this store or of the application. Without a transaction, each is one of its own, whose level is set: the
/// default of the database may be one at which stores that meet fail.
/// </summary>
internal sealed class DatabaseSession(DbConnection connection, DbTransaction? transaction, TimeSpan timeout)
{
    /// <returns>The number of rows that were changed.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The first row; <see langword="null"/> if there is none.</returns>
    public async Task<object?[]?> RowAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                object?[]? row = null;
                if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    row = new object?[reader.FieldCount];
                    reader.GetValues(row!);
                }

                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) // the commit
                {
                }

                return row is null ? null : [.. row.Select(value => value is DBNull ? null : value)];
            }
        }
    }

    /// <summary>Makes the transaction fail, so that it cannot be committed without the checkpoint.</summary>
    public async Task AbortAsync(CancellationToken cancellationToken)
    {
        const string Raise = "DO $$BEGIN RAISE 'The checkpoint is not saved: roll back.'; END$$";
        try
        {
            await ExecuteAsync(Raise, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error) when (error.SqlState == PostgresErrorCodes.RaiseException)
        {
        }
    }

    private DbCommand Command(string sql, (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = transaction is null ? $"BEGIN ISOLATION LEVEL READ COMMITTED; {sql.TrimEnd().TrimEnd(';')}; COMMIT" : sql;
        command.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
        command.Transaction = transaction;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
