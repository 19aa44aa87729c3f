using System.Data.Common;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>Publishes events in transactions.</summary>
public static class SsePostgresTopicExtensions
{
    /// <summary>Publishes an event if the transaction commits, and not if it rolls back.</summary>
    /// <param name="topic">The topic, of a store in the database of the transaction.</param>
    /// <param name="value">The event, without an ID.</param>
    /// <param name="transaction">
    /// An open transaction of Npgsql, or what Dapper and Entity Framework give for one: <c>context.Database.CurrentTransaction!
    /// .GetDbTransaction()</c>.
    /// </param>
    /// <param name="tag">What filters of subscribers can use. It is kept with the event and not sent. Default: <see langword="null"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that completes when the event is part of the transaction. It has no ID before the commit.</returns>
    /// <exception cref="SseStoreException">
    /// The topic is held elsewhere, and the exception names where; or the database has failed, and so has the transaction.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The event has an ID, its type is reserved or invalid, or it contains U+0000; or the name of the topic exceeds 2,000 bytes.
    /// </exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <remarks>
    /// It locks nothing: transactions that publish to the same topics do not wait for each other. Events of one transaction keep their
    /// order. An event that is published after the commit follows those of the transaction. Subscribers receive them some milliseconds
    /// after the commit, also if this process ends at that moment: then another node delivers them. A <c>TransactionScope</c> has no such
    /// transaction: call <c>sse.publish</c> in SQL on a connection that has joined it.
    /// </remarks>
    /// <example>
    /// <code>
    /// await using var transaction = await connection.BeginTransactionAsync();
    /// await SaveAsync(order, transaction);
    /// await topics["orders"].PublishAsync(new SseEvent(json, "order"), transaction);
    /// await transaction.CommitAsync(); // both or neither
    /// </code>
    /// </example>
    public static async Task PublishAsync(
        this ISseTopic topic,
        SseEvent value,
        DbTransaction transaction,
        string? tag = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(transaction);
        if (topic.Store is not SsePostgresStore store)
        {
            var place = topic.Store?.Name ?? "memory";
            throw new SseStoreException(
                place,
                $"The topic '{topic.Name}' is held in {place}, which has no part in a transaction of a database. "
                    + "Call UsePostgres for its topics, or publish after the commit without a transaction.");
        }

        var published = new SsePublishedEvent(PublishRules.Check(topic.Name, value, store.Name), tag);
        StorableText.RequireNewName(topic.Name, nameof(topic));
        StorableText.RequireEvent(topic.Name, published);
        var command = ConnectionOf(transaction).CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = $"SELECT {store.Schema}.publish(@topic, @data, @type, @tag, false)";
            Add("topic", topic.Name);
            Add("data", published.Value.Data);
            Add("type", published.Value.Type);
            Add("tag", tag);
            await store.RunAsync(() => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        store.ExpectCommit();

        void Add(string name, string? text)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, System.Data.DbType.String, text ?? (object)DBNull.Value);
            command.Parameters.Add(parameter);
        }
    }

    private static DbConnection ConnectionOf(DbTransaction transaction)
    {
        try
        {
            _ = transaction.IsolationLevel; // throws after the end, also if the connection is still known, which would then commit at once
            if (transaction.Connection is { } connection)
            {
                return connection;
            }
        }
        catch (InvalidOperationException)
        {
        }

        throw new InvalidOperationException("The transaction has ended. Publish before it is committed or rolled back.");
    }
}
