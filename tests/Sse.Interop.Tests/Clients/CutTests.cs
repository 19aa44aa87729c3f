using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Clients;

/// <summary>Other people's clients on a topic of ours, over a wire that breaks: they come back with its IDs, and miss nothing.</summary>
[Parallelizable(ParallelScope.All)] // they mostly wait until a client thinks it is time to come back
public class CutTests
{
    [Test]
    public async Task What_was_published_while_the_connection_was_lost_comes_once([Values("eventsource", "polyfill", "fetch-event-source", "parser", "rxjs")] string client)
    {
        await NodeModules.RequireAsync();
        var topic = new SseTopic("größe"); // its IDs are not ASCII
        await using var server = await OurServer.StartAsync(app =>
            app.MapSse("/", s => topic.After(s.LastEventId), new() { ReconnectionTime = TimeSpan.FromMilliseconds(100), HeartbeatInterval = TimeSpan.FromMilliseconds(100) }));
        var isAway = false;
        await using var wire = new FaultProxy(server.Uri, _ => Volatile.Read(ref isAway) ? new Fault.Refuse() : Fault.None);
        await using var peer = Peer.Run("node", $"clients/{client}.mjs", wire.Uri.ToString());
        await SubscribedAsync(topic);

        for (var round = 1; round <= 3; round++)
        {
            topic.Publish(new($"before {round}", "tick"));
            await peer.WrittenAsync($"before {round}\"]\n");
            var connections = wire.Connections;
            Volatile.Write(ref isAway, true);
            wire.Cut();
            topic.Publish(new($"meanwhile {round}", "tick"));
            await UntilAsync(() => wire.Connections > connections); // it has tried in vain
            Volatile.Write(ref isAway, false);
            await peer.WrittenAsync($"meanwhile {round}\"]\n");
        }

        topic.Publish(new("the end", "tick")); // a double of the last would come before it
        await peer.WrittenAsync("the end\"]\n");
        var seen = peer.Output.Split('\n').Where(line => line.StartsWith('[')).Select(line => line.Split('"')[^2]);
        Assert.That(seen, Is.EqualTo(new[] { "before 1", "meanwhile 1", "before 2", "meanwhile 2", "before 3", "meanwhile 3", "the end" }), peer.Output);
    }

    private static Task SubscribedAsync(SseTopic topic) => UntilAsync(() => topic.HasSubscribers);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Peer.Deadline);
        while (!isSo())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
