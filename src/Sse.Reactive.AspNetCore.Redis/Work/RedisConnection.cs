using System.Net;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>The connection to the server, which all requests share. It is opened at the first use, and restores itself.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConfigurationOptions? _configuration;
    private readonly RedisCredentialCheck? _credentials; // null: the connection is one of the application
    private Task<IConnectionMultiplexer>? _opening;
    private bool _isDisposed;

    public RedisConnection(ConfigurationOptions configuration)
    {
        _configuration = configuration.Clone();
        _configuration.AbortOnConnectFail = false; // the application starts, and the connection is tried again
        _configuration.ConnectRetry = 0; // at once, which ends an attempt that the server is refusing
        _configuration.BacklogPolicy = BacklogPolicy.FailFast; // a publish fails at once
        if (_configuration.ConfigCheckSeconds == new ConfigurationOptions().ConfigCheckSeconds)
        {
            _configuration.ConfigCheckSeconds = 5; // after which a promoted replica is found
        }

        _credentials = new(_configuration);
        Server = Names(_configuration.EndPoints);
    }

    public RedisConnection(IConnectionMultiplexer multiplexer)
    {
        _opening = Task.FromResult(multiplexer);
        Server = Names(multiplexer.GetEndPoints(configuredOnly: true));
    }

    /// <summary>The addresses, for messages.</summary>
    public string Server { get; }

    /// <summary>The connection, which may be broken at this moment.</summary>
    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SseRedisStore));
            if (_opening is null or { IsFaulted: true })
            {
                _opening = OpenAsync();
            }

            return _opening;
        }
    }

    /// <summary>Why a request failed: that the server refuses the credentials, if that is known, or the exception itself.</summary>
    public Exception CauseOf(Exception error) => _credentials?.CauseOf(error) ?? error;

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        if (_configuration is not null && _opening is not null)
        {
            try
            {
                await (await _opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (RedisException) // it was never opened
            {
            }
        }
    }

    private static string Names(IEnumerable<EndPoint> servers) => string.Join(", ", servers.Select(EndPointCollection.ToString));

    private async Task<IConnectionMultiplexer> OpenAsync()
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(_configuration!).ConfigureAwait(false);
        multiplexer.ConnectionRestored += (_, _) => _credentials!.Forget();
        if (!multiplexer.IsConnected)
        {
            await _credentials!.RunAsync().ConfigureAwait(false);
        }

        return multiplexer;
    }
}
