using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Removes events that are too old from the topics that are watched on this node, and keeps these topics. If they expired, a reader at the
/// last event would receive a gap, although it has missed nothing.
/// </summary>
internal sealed class Retention : IAsyncDisposable
{
    private readonly SseRedisOptions _options;
    private readonly BackgroundLoop _loop;

    public Retention(RedisCommands commands, Doorbell doorbell, SseRedisOptions options, ILogger logger)
    {
        _options = options;
        _loop = new(
            async cancellationToken =>
            {
                await commands.RetainAsync(doorbell.Topics, cancellationToken).ConfigureAwait(false);
                return options.RetentionInterval * (0.75 + (Random.Shared.NextDouble() / 2)); // not all nodes at the same moment
            },
            "remove events that are too old from Redis",
            logger);
    }

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public void Start()
    {
        if (_options.MaxAge is not null)
        {
            _loop.Start();
        }
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();
}
