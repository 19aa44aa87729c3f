using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Acceptance.Node;

/// <summary>The business of the node: an order is a row, and an event in the same transaction.</summary>
internal static class Orders
{
    /// <param name="source">The database.</param>
    /// <param name="topic">The topic of the event.</param>
    /// <param name="id">The order.</param>
    /// <param name="pause">How long the transaction stays open before its end, in milliseconds.</param>
    /// <param name="commit">Whether it commits or rolls back.</param>
    public static async Task<IResult> PlaceAsync(NpgsqlDataSource source, ISseTopic topic, int id, int pause, bool commit)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("INSERT INTO orders (topic, id) VALUES ($1, $2)", connection, transaction);
            insert.Parameters.Add(new() { Value = topic.Name });
            insert.Parameters.Add(new() { Value = id });
            await insert.ExecuteNonQueryAsync();
            await topic.PublishAsync(new($"{id}"), transaction);
            await Task.Delay(pause);
            await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
            return Results.Ok();
        }
        catch (Exception error) when (error is SseStoreException or NpgsqlException)
        {
            return Results.Text(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
