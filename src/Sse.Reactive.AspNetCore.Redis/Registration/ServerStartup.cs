using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Connects and checks the server when the application starts, which one that is not set up prevents, and an unreachable one does not.
/// </summary>
internal sealed class ServerStartup(ISseStore store, ILogger? logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is not SseRedisStore redis)
        {
            return; // another store was chosen after this one
        }

        try
        {
            await redis.CheckServerAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SseStoreException error) when (error is not SseStoreSetupException)
        {
            RedisLog.ServerNotChecked(logger ?? NullLogger.Instance, error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
