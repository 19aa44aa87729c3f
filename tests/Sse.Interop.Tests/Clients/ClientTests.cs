using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Proxies;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Clients;

/// <summary>
/// Third-party clients against <c>MapSse</c>. The server closes the stream after every four events; clients resume by ID and end on 204.
/// Also through a proxy.
/// </summary>
public class ClientTests
{
    private const int Last = 10;

    [Test]
    public async Task Receives_events_resumes_and_ends(
        [Values("eventsource", "polyfill", "fetch-event-source", "parser", "rxjs")] string client,
        [Values("", "nginx, unbuffered")] string proxyName)
    {
        await NodeModules.RequireAsync();
        await using var server = await TestServer.StartFeedAsync(
            Last, close: 4, new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) });
        await using var proxy = proxyName.Length > 0 ? await Proxy.StartAsync(proxyName, server.Uri) : null;
        await using var peer = Peer.Run("node", $"clients/{client}.mjs", (proxy?.Uri ?? server.Uri).ToString());

        var lines = (await peer.WaitForExitAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines[..^1].Select(Read), Is.EqualTo(Feed.Events(1, Last)));
        Assert.That(lines[^1], Is.EqualTo("end"));
        Assert.That(server.LastEventIds, Is.EqualTo(client == "polyfill" ? new[] { "", "?4", "?8", "?10" } : ["", "4", "8", "10"]));
    }

    [Test]
    public async Task Fetch_event_source_sends_a_POST()
    {
        await NodeModules.RequireAsync();
        await using var server = await TestServer.StartFeedAsync(Last, close: 4);
        await using var peer = Peer.Run("node", "clients/fetch-event-source.mjs", server.Uri.ToString(), "POST");

        var lines = (await peer.WaitForExitAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines[..^1].Select(Read), Is.EqualTo(Feed.Events(1, Last)));
    }

    [Test]
    public async Task The_published_polyfill_reconnects_after_204_and_ends_on_another_status()
    {
        await NodeModules.RequireAsync();
        var requests = 0;
        await using var server = await TestServer.StartAsync(
            app => app.MapGet("/", () => Interlocked.Increment(ref requests) <= 2 ? Results.NoContent() : Results.StatusCode(410)));
        await using var peer = Peer.Run("node", "clients/polyfill.mjs", server.Uri.ToString(), "as-published");

        Assert.That(await peer.WaitForExitAsync(), Does.EndWith("end\n"));
        Assert.That(requests, Is.EqualTo(3));
    }

    private static SseEvent Read(string line)
    {
        Assert.That(line, Does.StartWith("["));
        var values = JsonSerializer.Deserialize<string[]>(line)!;
        return new(values[2], values[0], values[1]);
    }
}
