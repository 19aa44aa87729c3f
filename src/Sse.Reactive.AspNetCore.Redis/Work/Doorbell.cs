using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>
/// Subscribes to the bells of the topics that are watched on this node. What is said while the connection is broken is not repeated, so
/// that everything rings when it is restored: at once, and when the server has confirmed the subscriptions.
/// </summary>
internal sealed class Doorbell : IAsyncDisposable
{
    private static readonly TimeSpan UntilChecked = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UntilRetried = TimeSpan.FromSeconds(1);

    private readonly TopicWatches _watches = new();
    private readonly ConcurrentDictionary<RedisChannel, bool> _bells = new(); // whether the server has confirmed the subscription
    private readonly RedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly BackgroundLoop _loop;
    private IConnectionMultiplexer? _multiplexer;

    public Doorbell(RedisConnection connection, RedisKeys keys, ILogger logger)
    {
        (_connection, _keys) = (connection, keys);
        _loop = new(SubscribeAsync, "subscribe to channels of Redis", logger);
    }

    /// <summary>The topics that are watched.</summary>
    public IEnumerable<string> Topics => _watches.Topics;

    /// <inheritdoc cref="BackgroundLoop.Failure"/>
    public SseStoreFailure? Failure => _loop.Failure;

    public IDisposable Watch(string topic, Action ring)
    {
        var watch = _watches.Add(topic, ring);
        if (_bells.TryAdd(_keys.BellOf(topic), false) | _bells.TryAdd(_keys.CommonBell, false))
        {
            _loop.Start();
            _loop.Wake();
        }

        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_multiplexer is { } multiplexer)
        {
            multiplexer.ConnectionRestored -= Restored;
            foreach (var bell in _bells.Keys)
            {
                multiplexer.GetSubscriber().Unsubscribe(bell, Rung, CommandFlags.FireAndForget);
            }
        }
    }

    private void Restored(object? sender, ConnectionFailedEventArgs connection)
    {
        _watches.RingAll();
        foreach (var bell in _bells.Keys)
        {
            _bells[bell] = false;
        }

        _loop.Wake();
    }

    /// <summary>Subscribes to what is not subscribed, and rings for it once the server has confirmed.</summary>
    private async Task<BackgroundLoop.Turn> SubscribeAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await _connection.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_multiplexer is null)
        {
            multiplexer.ConnectionRestored += Restored;
            _multiplexer = multiplexer;
        }

        var subscriber = multiplexer.GetSubscriber();
        var missing = _bells.Where(bell => !bell.Value || subscriber.SubscribedEndpoint(bell.Key) is null).Select(bell => bell.Key);
        var confirmed = await Task.WhenAll(missing.Select(bell => SubscribeAsync(subscriber, bell)))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return confirmed.All(isConfirmed => isConfirmed) ? UntilChecked : UntilRetried;
    }

    private async Task<bool> SubscribeAsync(ISubscriber subscriber, RedisChannel bell)
    {
        _bells[bell] = false;

        // The library renews a subscription when the connection is restored, and does not say when. A new one is confirmed.
        await subscriber.UnsubscribeAsync(bell, Rung).ConfigureAwait(false);
        await subscriber.SubscribeAsync(bell, Rung).ConfigureAwait(false);
        if (subscriber.SubscribedEndpoint(bell) is null || !_bells.TryUpdate(bell, true, false))
        {
            return false;
        }

        RingAllOf(bell);
        return true;
    }

    private void Rung(RedisChannel bell, RedisValue topic) => _watches.Ring((string?)topic ?? "");

    private void RingAllOf(RedisChannel bell)
    {
        foreach (var topic in _watches.Topics)
        {
            if (bell.Equals(_keys.CommonBell) || bell.Equals(_keys.BellOf(topic)))
            {
                _watches.Ring(topic);
            }
        }
    }
}
