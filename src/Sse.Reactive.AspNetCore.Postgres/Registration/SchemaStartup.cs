using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Creates or checks the schema when the application starts. A wrong schema prevents the start; an unreachable database does not: its
/// schema is created or checked when it can be reached. Then the background work starts, also without a subscriber: other programs may
/// publish in SQL.
/// </summary>
internal sealed class SchemaStartup(ISseStore store, bool create, ILogger? logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is not SsePostgresStore postgres)
        {
            return; // another store was chosen after this one
        }

        try
        {
            await postgres.Preparation.RunAsync(create, cancellationToken).ConfigureAwait(false);
            postgres.Start();
        }
        catch (SseStoreException error) when (error is not SseStoreSetupException)
        {
            PostgresLog.SchemaNotChecked(logger ?? NullLogger.Instance, error);
            postgres.Preparation.RunLater(create, postgres.Start);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
