using System.Reactive.Concurrency;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Finds out whether the server refuses the credentials. Of a connection that fails again and again, the library reports only the first
/// failure: that the server stopped, or did not answer in time, but not that it has refused the attempts since. A new connection does.
/// </summary>
internal sealed class CredentialCheck
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConfigurationOptions _configuration;
    private Task _running = Task.CompletedTask;
    private TimeSpan? _started;
    private volatile Exception? _refusal;

    public CredentialCheck(ConfigurationOptions configuration)
    {
        _configuration = configuration.Clone();
        _configuration.AbortOnConnectFail = true; // a refusal is thrown
        _configuration.ConnectRetry = 0;
    }

    /// <summary>What the server answered to the latest check, if it refused the credentials.</summary>
    public Exception? Refusal => _refusal;

    /// <summary>Checks, unless the previous check is running, or began less than a second ago. Never throws.</summary>
    public Task RunAsync()
    {
        lock (_gate)
        {
            var now = DefaultScheduler.Instance.Elapsed();
            if (_running.IsCompleted && (_started is null || now - _started >= MinInterval))
            {
                _started = now;
                _running = Task.Run(ConnectAsync);
            }

            return _running;
        }
    }

    /// <summary>Forgets the refusal: the server has accepted a connection.</summary>
    public void Forget() => _refusal = null;

    private async Task ConnectAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
            _refusal = null;
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            _refusal = RedisFailure.IsRefusal(error) ? error : null;
        }
    }
}
