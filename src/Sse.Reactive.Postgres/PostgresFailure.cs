using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Sse.Reactive.Postgres;

/// <summary>The errors of one checkpoint. None of them contains a part of the connection string.</summary>
internal sealed class PostgresFailure(string stream, string schema)
{
    private string Checkpoint => $"checkpoint of '{stream}' in PostgreSQL";

    /// <summary>Whether an exception is one of the database or of the connection to it, rather than one of wrong use.</summary>
    public static bool Is(Exception error) =>
        error is (DbException and not NpgsqlOperationInProgressException) or TimeoutException or IOException or SocketException;

    public SseCheckpointException Of(Exception error) => new(
        (error as DbException)?.SqlState switch
        {
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
                $"The schema '{schema}' of checkpoints is missing in the database. Call SsePostgresCheckpointStore.EnsureCreatedAsync, or "
                + "run SsePostgresCheckpointStore.Script as part of your migrations.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The role of the connection is not allowed to use the {Checkpoint}: {Text(error)} Grant it USAGE on the schema '{schema}' "
                + "and SELECT, INSERT and UPDATE on its tables, and create it with a role that may.",
            null => $"The {Checkpoint} could not be reached: {Text(error)} Check that the server runs, and the connection string.",
            _ => $"PostgreSQL refused to load or save the {Checkpoint}: {Text(error)}",
        },
        error);

    public SseCheckpointException TakenOver() => new(
        $"Another process or store has taken over the {Checkpoint}. Nothing was loaded or saved. Let one consumer use a name: to process a "
        + "stream twice, choose two names.")
    {
        IsUsedElsewhere = true,
    };

    public SseCheckpointException NotInDatabase() => new(
        $"The {Checkpoint} is not in the database of the transaction: it was deleted there, or the transaction is one of another database. "
        + "The transaction can only be rolled back.");

    public SseCheckpointException Unusable() => new(
        $"The {Checkpoint} cannot be used: column last_event_id of {schema}.checkpoint does not contain an ID of a stream. Correct it, or "
        + "delete the row to start as a new consumer.");

    /// <summary>Without the position and the redacted detail, which the inner exception has.</summary>
    private static string Text(Exception error) =>
        (error is PostgresException refusal ? refusal.MessageText : ErrorMessages.Of(error)).TrimEnd('.') + ".";
}
