using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// Notifies the other nodes after a commit. One notification is under way at a time; the topics that are appended to meanwhile go with the
/// next one. (A notification within the transaction would serialize the commits of the whole server.) An append that is alone brings its
/// <see cref="Bell"/> along.
/// </summary>
internal sealed class BellRinger : IAsyncDisposable
{
    private static readonly TimeSpan LastTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UntilWoken = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> _topics = new(StringComparer.Ordinal);
    private readonly PostgresCommands _commands;
    private readonly SsePostgresOptions _options;
    private readonly BackgroundLoop _loop;

    public BellRinger(PostgresCommands commands, SsePostgresOptions options, ILogger logger)
    {
        (_commands, _options) = (commands, options);
        _loop = new(NotifyAsync, "notify other nodes through PostgreSQL", logger);
    }

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public void Start()
    {
        if (_options.Listen)
        {
            _loop.Start();
        }
    }

    public void Ring(IEnumerable<string> topics)
    {
        if (!_options.Listen)
        {
            return;
        }

        foreach (var topic in topics)
        {
            _topics[topic] = true;
        }

        _loop.Wake();
    }

    /// <summary>Stops, and notifies of what was appended last.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        try
        {
            await RingAsync(CancellationToken.None).WaitAsync(LastTime).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SseStoreException or TimeoutException)
        {
            // Their polls find it.
        }
    }

    private async Task<BackgroundLoop.Turn> NotifyAsync(CancellationToken cancellationToken)
    {
        await RingAsync(cancellationToken).ConfigureAwait(false);
        return _topics.IsEmpty ? UntilWoken : TimeSpan.Zero;
    }

    private async Task RingAsync(CancellationToken cancellationToken)
    {
        string[] topics = [.. _topics.Keys];
        foreach (var topic in topics)
        {
            _topics.TryRemove(topic, out _); // before the notification: what is appended from now on needs another one
        }

        if (topics.Length > 0)
        {
            try
            {
                await _commands.NotifyAsync(topics, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                foreach (var topic in topics)
                {
                    _topics[topic] = true;
                }

                throw;
            }
        }
    }
}
