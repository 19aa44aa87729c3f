using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>Removes events that exceed the limits. Each node tries; the database lets one of them do it at a time.</summary>
internal sealed class Retention : IAsyncDisposable
{
    private readonly PostgresCommands _commands;
    private readonly SsePostgresOptions _options;
    private readonly BackgroundLoop _loop;

    public Retention(PostgresCommands commands, SsePostgresOptions options, ILogger logger)
    {
        (_commands, _options) = (commands, options);
        _loop = new(
            async cancellationToken =>
            {
                await RunOnceAsync(cancellationToken).ConfigureAwait(false);
                return options.RetentionInterval * (0.75 + (Random.Shared.NextDouble() / 2)); // not all nodes at the same moment
            },
            "remove expired events",
            logger);
    }

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public void Start()
    {
        if (_options is not { MaxEvents: null, MaxBytes: null, MaxAge: null })
        {
            _loop.Start();
        }
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await _commands.RetainAsync(cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();
}
