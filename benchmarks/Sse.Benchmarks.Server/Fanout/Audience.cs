using System.Diagnostics;

namespace Sse.Benchmarks.Server;

/// <summary>The subscribers of one broadcaster. Each of them must receive every event.</summary>
internal sealed class Audience
{
    private readonly IBroadcaster _broadcaster;
    private readonly int _subscribers;
    private readonly DrainProcess _drain;
    private int _published;

    private Audience(IBroadcaster broadcaster, int subscribers, DrainProcess drain)
    {
        _broadcaster = broadcaster;
        _subscribers = subscribers;
        _drain = drain;
    }

    public static async Task<Audience> OpenAsync(IBroadcaster broadcaster, int subscribers, DrainProcess drain, int port)
    {
        var audience = new Audience(broadcaster, subscribers, drain);
        await drain.OpenAsync(port, broadcaster.Path, subscribers);

        // A server accepts later than its clients connect, and the peer sends no headers before its first event.
        await Waiting.UntilAsync(() => Task.FromResult(broadcaster.Subscribers >= subscribers));
        await audience.BurstAsync(1);
        return audience;
    }

    /// <summary>Publishes all events at once.</summary>
    public Task<Cost> BurstAsync(int events) => Cost.OfAsync(
        async () =>
        {
            _broadcaster.PublishAll(_published, events);
            _published += events;
            await AllReceivedAsync();
        },
        events * _subscribers);

    /// <summary>Publishes each event after all subscribers have received the one before.</summary>
    public Task<Cost> OneByOneAsync(int events) => Cost.OfAsync(
        async () =>
        {
            for (var i = 0; i < events; i++)
            {
                _broadcaster.Publish(_published++);
                await AllReceivedAsync();
            }
        },
        events * _subscribers);

    /// <summary>
    /// Publishes for a time, as fast as the subscribers receive: each group of events follows as soon as few enough are under way. Then
    /// all must be received.
    /// </summary>
    /// <param name="time">How long to measure, once it is steady.</param>
    /// <param name="group">How many events are published at once.</param>
    /// <param name="underWay">How many events may be published that not all subscribers have received.</param>
    /// <param name="start">Called when it is steady.</param>
    /// <param name="end">Called at the end of the time, with the number of deliveries since the start.</param>
    public async Task StreamAsync(TimeSpan time, int group, int underWay, Action start, Action<long> end)
    {
        await PassAsync(TimeSpan.FromSeconds(0.5));
        start();
        end(await PassAsync(time));
        await AllReceivedAsync();

        async Task<long> PassAsync(TimeSpan length)
        {
            var (first, clock) = (_published, Stopwatch.StartNew());
            while (clock.Elapsed < length)
            {
                _broadcaster.PublishAll(_published, group);
                _published += group;
                await _drain.PassedAsync(_broadcaster.Path, Math.Max(0, _published - underWay) * (long)_subscribers);
            }

            return (long)(_published - first) * _subscribers;
        }
    }

    private Task AllReceivedAsync() => _drain.ReachedAsync(_broadcaster.Path, (long)_published * _subscribers);
}
