using StackExchange.Redis;

namespace Sse;

/// <summary>
/// Finds out whether the server refuses the credentials. Of a connection that fails again and again, the library reports only the first
/// failure: that the server stopped, or did not answer in time, but not that it has refused the attempts since. A new connection does.
/// </summary>
internal sealed class RedisCredentialCheck
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConfigurationOptions _configuration;
    private Task _running = Task.CompletedTask;
    private long? _started;
    private volatile Exception? _refusal;

    public RedisCredentialCheck(ConfigurationOptions configuration)
    {
        _configuration = configuration.Clone();
        _configuration.AbortOnConnectFail = true; // a refusal is thrown
        _configuration.ConnectRetry = 0;
    }

    /// <summary>Checks, unless the previous check is running, or began less than a second ago. Never throws.</summary>
    public Task RunAsync()
    {
        lock (_gate)
        {
            var clock = TimeProvider.System; // monotonic
            if (_running.IsCompleted && (_started is not { } start || clock.GetElapsedTime(start) >= MinInterval))
            {
                _started = clock.GetTimestamp();
                _running = Task.Run(ConnectAsync);
            }

            return _running;
        }
    }

    /// <summary>Forgets the refusal: the server has accepted a connection.</summary>
    public void Forget() => _refusal = null;

    /// <summary>Why a request failed: that the server refuses the credentials, if that is known, or the exception itself.</summary>
    public Exception CauseOf(Exception error)
    {
        if (error is not RedisConnectionException)
        {
            return error;
        }

        _ = RunAsync(); // the request fails at once: a later one knows
        return _refusal ?? error;
    }

    private async Task ConnectAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
            _refusal = null;
        }
        catch (Exception error) when (RedisErrors.IsFailure(error))
        {
            _refusal = RedisErrors.IsRefusal(error) ? error : null;
        }
    }
}
