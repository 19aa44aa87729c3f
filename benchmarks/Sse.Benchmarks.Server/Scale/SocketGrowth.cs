namespace Sse.Benchmarks.Server;

/// <summary>Subscribers of one topic over sockets. The server is a separate process; the clients are in this one.</summary>
internal static class SocketGrowth
{
    private const int WarmUpCount = 100;
    private const int WarmUpEvents = 2000;
    private const int Deliveries = 400_000;
    private const int EventsAtOnce = 100; // far fewer than an outbox holds
    private const int EventsAlone = 20;

    public static async Task<double[]> MeasureAsync(int subscribers)
    {
        using var server = await IdleServer.StartAsync("no heartbeats");
        var published = 0L;
        using (var first = new Crowd())
        {
            await server.ConnectAsync(first, WarmUpCount);
            await PublishAsync(first, WarmUpCount, WarmUpEvents, EventsAtOnce);
        }

        await server.EmptiedAsync();
        var before = await server.FootprintAsync();
        using var crowd = new Crowd();
        var cpu = await server.CpuMillisecondsAsync();
        published = 0;
        await server.ConnectAsync(crowd, subscribers);
        var connect = (await server.CpuMillisecondsAsync() - cpu) * 1e3 / subscribers;

        var bursts = Math.Clamp(Deliveries / subscribers / EventsAtOnce, 1, 100) * EventsAtOnce;
        var delivery = await PublishAsync(crowd, subscribers, bursts, EventsAtOnce);
        var alone = await PublishAsync(crowd, subscribers, EventsAlone, 1);
        return [connect, delivery, alone, (await server.FootprintAsync()).Per(before, subscribers).Heap];

        // CPU time of a delivery, in nanoseconds.
        async Task<double> PublishAsync(Crowd crowd, int subscribers, int events, int atOnce)
        {
            published = published == 0 ? crowd.Events / subscribers : published;
            var start = await server.CpuMillisecondsAsync();
            for (var i = 0; i < events; i += atOnce)
            {
                await server.PublishAsync(atOnce);
                published += atOnce;
                await crowd.ReachedAsync(published * subscribers);
            }

            return (await server.CpuMillisecondsAsync() - start) * 1e6 / ((double)events * subscribers);
        }
    }
}
