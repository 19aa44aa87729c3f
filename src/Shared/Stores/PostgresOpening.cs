using Npgsql;

namespace Sse;

/// <summary>Opens connections of a pool.</summary>
internal static class PostgresOpening
{
    /// <summary>
    /// Opens a connection, until the token is cancelled: Npgsql goes on until the <c>Timeout</c> while the server does not answer, and is
    /// then left to itself.
    /// </summary>
    public static async Task<NpgsqlConnection> OpenAsync(this NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var opening = source.OpenConnectionAsync(cancellationToken).AsTask();
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = AbandonAsync(opening);
            throw;
        }
    }

    private static async Task AbandonAsync(Task<NpgsqlConnection> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
        }
    }
}
