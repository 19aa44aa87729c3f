using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Creates or checks the schema: at once, or as soon as the database can be reached, and then before the first request.
/// </summary>
internal sealed class SchemaPreparation(PostgresSchema schema, ILogger logger) : IAsyncDisposable
{
    private BackgroundLoop? _loop; // null: it was not put off
    private bool _create;
    private volatile bool _isDue;

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop?.Failure;

    public async Task RunAsync(bool create, CancellationToken cancellationToken)
    {
        await schema.EnsureAsync(create, cancellationToken).ConfigureAwait(false);
        _isDue = false;
    }

    /// <summary>Runs it as soon as it succeeds. Until then it is a failure of this node.</summary>
    /// <param name="create">Whether to create a schema that is missing.</param>
    /// <param name="then">Called then.</param>
    public void RunLater(bool create, Action then)
    {
        _create = create;
        _isDue = true;
        _loop = new(
            async cancellationToken =>
            {
                await RunAsync(create, cancellationToken).ConfigureAwait(false);
                then();
                return Timeout.InfiniteTimeSpan;
            },
            create ? "create or check the schema of topics" : "check the schema of topics",
            logger);
        _loop.Start();
    }

    /// <summary>Runs it if it was put off: until then the schema may be missing, or of another version.</summary>
    public Task RunIfDueAsync(CancellationToken cancellationToken) => _isDue ? RunAsync(_create, cancellationToken) : Task.CompletedTask;

    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? default;
}
