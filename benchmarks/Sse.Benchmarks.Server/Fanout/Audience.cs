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

    private Task AllReceivedAsync() => _drain.ReachedAsync(_broadcaster.Path, (long)_published * _subscribers);
}
