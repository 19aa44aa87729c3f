using StackExchange.Redis;

namespace Sse.Reactive.Redis;

/// <summary>A connection that is opened when it is used first, or one of the application.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int CheckSeconds = 5; // the default finds a promoted replica after 60 s

    private readonly Lock _gate = new();
    private readonly ConfigurationOptions? _configuration; // null: the connection is one of the application
    private readonly RedisCredentialCheck? _credentials; // null: the same
    private Task<IConnectionMultiplexer>? _opening;
    private bool _isDisposed;

    public RedisConnection(IConnectionMultiplexer connection) => _opening = Task.FromResult(connection);

    public RedisConnection(string configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        _configuration = Parse(configuration);
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.AbortOnConnectFail = true;
        _configuration.ConnectRetry = 0; // each takes up to ConnectTimeout, also if the server refuses
        _configuration.ConfigCheckSeconds = Math.Min(_configuration.ConfigCheckSeconds, CheckSeconds);
        _credentials = new(_configuration);
    }

    public async Task<IDatabase> OpenAsync(int? database, CancellationToken cancellationToken)
    {
        var connection = await Opening().WaitAsync(cancellationToken).ConfigureAwait(false);
        return connection.GetDatabase(database ?? -1);
    }

    /// <summary>Why a request failed: that the server refuses the credentials, if that is known, or the exception itself.</summary>
    public Exception CauseOf(Exception error) => _credentials?.CauseOf(error) ?? error;

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_gate)
        {
            (_isDisposed, opening) = (true, _opening);
        }

        if (_configuration is not null && opening is not null)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening is { IsCompletedSuccessfully: true, Result: var connection })
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens the connection, unless that has happened. An attempt that failed is followed by another one.</summary>
    private Task<IConnectionMultiplexer> Opening()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SseRedisCheckpointStore));
            return _opening is null or { IsFaulted: true } or { IsCanceled: true } ? _opening = ConnectAsync() : _opening;
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(_configuration!).ConfigureAwait(false);
        connection.ConnectionRestored += (_, _) => _credentials!.Forget();
        return connection;
    }

    /// <summary>The platform's message may quote a part of a password that contains a comma, so it is not passed on.</summary>
    private static ConfigurationOptions Parse(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw new ArgumentException(
                "The configuration of Redis is invalid. Write the servers and the options separated by commas, such as "
                + "\"redis:6379,ssl=true\", and pass ConnectionMultiplexer a password that contains a comma.",
                nameof(configuration));
        }
    }
}
