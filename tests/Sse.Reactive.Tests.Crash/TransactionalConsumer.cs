using Npgsql;
using Sse.Protocol;
using Sse.Reactive;
using Sse.Reactive.Postgres;

namespace Sse.Reactive.Tests.Crash;

/// <summary>
/// A consumer whose work and checkpoint are one transaction. It prints the ID of each event that is committed, until the stream ends, it
/// is killed, or another process takes over, which it prints too.
/// </summary>
internal sealed class TransactionalConsumer(string url, string connectionString, string stream)
{
    public const string TakenOver = "taken over";

    public async Task RunAsync()
    {
        var source = NpgsqlDataSource.Create(connectionString);
        await using var _ = source.ConfigureAwait(false);
        var store = new SsePostgresCheckpointStore(source, stream);
        try
        {
            await foreach (var e in SseAsyncEnumerable.Connect(url, new() { CheckpointStore = store }).ConfigureAwait(false))
            {
                await ProcessAsync(e, source, store).ConfigureAwait(false);
                Console.WriteLine(e.LastEventId);
            }
        }
        catch (SseCheckpointException error) when (error.IsUsedElsewhere)
        {
            Console.WriteLine(TakenOver);
        }
    }

    private async Task ProcessAsync(SseEvent e, NpgsqlDataSource source, SsePostgresCheckpointStore store)
    {
        var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        using var work = new NpgsqlCommand("INSERT INTO work (stream, event) VALUES ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = stream }, new() { Value = e.LastEventId } },
        };
        await work.ExecuteNonQueryAsync().ConfigureAwait(false);
        await store.SaveAsync(e.LastEventId, transaction).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }
}
