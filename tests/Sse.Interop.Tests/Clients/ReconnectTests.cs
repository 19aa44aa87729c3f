using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Clients;

/// <summary>Third-party clients of a topic, over a connection that breaks: they reconnect with its IDs and miss nothing.</summary>
[Parallelizable(ParallelScope.All)] // the tests mostly wait for a client's reconnection delay
public class ReconnectTests
{
    [Test]
    public async Task Receives_events_published_while_disconnected_exactly_once(
        [Values("eventsource", "polyfill", "fetch-event-source", "parser", "rxjs")] string client)
    {
        await NodeModules.RequireAsync();
        var topic = new SseTopic("größe"); // makes its IDs non-ASCII
        await using var server = await TestServer.StartAsync(app =>
            app.MapSse(
                "/",
                s => topic.After(s.LastEventId),
                new() { ReconnectionTime = TimeSpan.FromMilliseconds(100), HeartbeatInterval = TimeSpan.FromMilliseconds(100) }));
        var isDown = false;
        await using var proxy = new FaultProxy(server.Uri, _ => Volatile.Read(ref isDown) ? new Fault.Refuse() : Fault.None);
        await using var peer = Peer.Run("node", $"clients/{client}.mjs", proxy.Uri.ToString());
        await WaitForSubscriberAsync(topic);

        for (var round = 1; round <= 3; round++)
        {
            topic.Publish(new($"before {round}", "tick"));
            await peer.WaitForOutputAsync($"before {round}\"]\n");
            var connections = proxy.Connections;
            Volatile.Write(ref isDown, true);
            proxy.Cut();
            topic.Publish(new($"meanwhile {round}", "tick"));
            await WaitUntilAsync(() => proxy.Connections > connections); // a reconnect attempt has failed
            Volatile.Write(ref isDown, false);
            await peer.WaitForOutputAsync($"meanwhile {round}\"]\n");
        }

        topic.Publish(new("end", "tick")); // a duplicate of the previous event would arrive before it
        await peer.WaitForOutputAsync("end\"]\n");
        var received = peer.Output.Split('\n').Where(line => line.StartsWith('[')).Select(line => line.Split('"')[^2]);
        Assert.That(
            received,
            Is.EqualTo(new[] { "before 1", "meanwhile 1", "before 2", "meanwhile 2", "before 3", "meanwhile 3", "end" }),
            peer.Output);
    }

    private static Task WaitForSubscriberAsync(SseTopic topic) => WaitUntilAsync(() => topic.HasSubscribers);

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Peer.Deadline);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
