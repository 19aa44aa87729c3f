using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>
/// One connection that listens for all topics of this node. It listens outside of transactions: the database could not trim its queue of
/// notifications otherwise.
/// </summary>
internal sealed class Doorbell : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly TopicWatches _watches = new();
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource? _ownSource;
    private readonly SsePostgresOptions _options;
    private readonly BackgroundLoop _loop;

    public Doorbell(NpgsqlDataSource source, SsePostgresOptions options, ILogger logger)
    {
        _ownSource = options.ListenConnectionString is { } other ? PostgresSettings.CreateSource(other) : null;
        (_source, _options) = (_ownSource ?? source, options);
        _loop = new(ListenAsync, "listen for notifications of PostgreSQL", logger);
    }

    /// <summary>Called when a transaction has published.</summary>
    public Action OnQueued { get; set; } = static () => { };

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public void Start()
    {
        if (_options.Listen)
        {
            _loop.Start();
        }
    }

    public IDisposable Watch(string topic, Action ring) => _watches.Add(topic, ring);

    public void Ring(IEnumerable<string> topics)
    {
        foreach (var topic in topics)
        {
            _watches.Ring(topic);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_ownSource is not null)
        {
            await _ownSource.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<BackgroundLoop.Turn> ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken).ConfigureAwait(false);
        connection.Notification += (_, notification) => Notified(notification.Payload);
        await ExecuteAsync($"LISTEN {_options.Schema}").ConfigureAwait(false);
        _loop.Succeeded(); // it listens until it fails again
        _watches.RingAll(); // what was said while no connection listened is not repeated
        OnQueued();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellationToken).ConfigureAwait(false))
            {
                await ExecuteAsync("SELECT 1").ConfigureAwait(false); // a dead connection is silent too
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Silence.TotalSeconds };
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Notified(string topic)
    {
        if (topic.Length == 0)
        {
            OnQueued();
        }
        else
        {
            _watches.Ring(topic);
        }
    }
}
