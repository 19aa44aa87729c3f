using System.Net;
using System.Net.Http.Json;
using System.Reactive.Linq;
using System.Text.Json;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>
/// The client against AdonisJS Transmit: one stream carries all channels, which separate requests subscribe to. Its events have no types
/// and no IDs.
/// </summary>
public sealed class TransmitTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task Receives_only_subscribed_channels()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var client = new StreamRecorder(new Uri(server.Uri, "__transmit/events?uid=u"));
        await client.WaitUntilAsync(c => c.Opened == 1);
        Assert.That(
            await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "news" }),
            Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(
            await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "sport" }),
            Is.EqualTo(HttpStatusCode.NoContent));

        await BroadcastAsync(server, "news", "one");
        await BroadcastAsync(server, "weather", "not subscribed to");
        await BroadcastAsync(server, "sport", "two");
        await client.WaitUntilAsync(c => Messages(c).Count() == 2);
        await PostAsync(server, "__transmit/unsubscribe", new { uid = "u", channel = "news" });
        await BroadcastAsync(server, "news", "unsubscribed from");
        await BroadcastAsync(server, "sport", "three");
        await client.WaitUntilAsync(c => Messages(c).Count() >= 3);

        Assert.That(Messages(client), Is.EqualTo(new[] { ("news", "one"), ("sport", "two"), ("sport", "three") }));
    }

    [Test]
    public async Task Enforces_the_authorization_of_a_channel()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var client = new StreamRecorder(new Uri(server.Uri, "__transmit/events?uid=u"));
        await client.WaitUntilAsync(c => c.Opened == 1);

        Assert.That(
            await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "users/1" }, user: "2"),
            Is.EqualTo(HttpStatusCode.BadRequest));
        await BroadcastAsync(server, "users/1", "not for them");
        Assert.That(
            await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "users/1" }, user: "1"),
            Is.EqualTo(HttpStatusCode.NoContent));
        await BroadcastAsync(server, "users/1", "for them");
        await client.WaitUntilAsync(c => Messages(c).Any());

        Assert.That(Messages(client), Is.EqualTo(new[] { ("users/1", "for them") }));
    }

    [Test]
    public async Task Pings_prevent_the_event_timeout_of_a_silent_stream()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var client = new StreamRecorder(
            new Uri(server.Uri, "__transmit/events?uid=u"), StreamRecorder.FastReconnect with { EventTimeout = TimeSpan.FromSeconds(5) });

        await client.WaitUntilAsync(c => c.Events.Count >= 20); // one every 300 ms

        Assert.That(
            client.Events.Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("channel").GetString()),
            Is.All.EqualTo("$$transmit/ping"));
        Assert.That(client.Opened, Is.EqualTo(1));
    }

    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task Subscribes_again_after_each_restart(string how)
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        var signals = SseObservable.Signals(new Uri(server.Uri, "__transmit/events?uid=u"), StreamRecorder.FastReconnect)
            .SelectMany(async signal =>
            {
                if (signal is SseSignal.Opened)
                {
                    await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "news" });
                }

                return signal;
            });
        using var client = new StreamRecorder(signals);

        for (var n = 1; n <= 3; n++)
        {
            await client.WaitUntilAsync(c => c.Opened == n); // and has subscribed
            await BroadcastAsync(server, "news", $"{n}");
            await BroadcastAsync(server, "news", $"after {n}"); // a duplicate would arrive before this
            await client.WaitUntilAsync(c => Messages(c).Count() >= 2 * n);
            await (how == "killed" ? server.KillAsync() : server.StopAsync());
            await client.WaitUntilAsync(c => c.Disconnected >= n);
            await server.StartAsync();
        }

        Assert.That(Messages(client).Select(m => m.Payload), Is.EqualTo(new[] { "1", "after 1", "2", "after 2", "3", "after 3" }));
    }

    [Test]
    public async Task Fails_without_a_uid()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var client = new StreamRecorder(new Uri(server.Uri, "__transmit/events"));

        Assert.That((await client.WaitForErrorAsync() as SseResponseException)?.StatusCode, Is.EqualTo(400));
    }

    private static IEnumerable<(string? Channel, string? Payload)> Messages(StreamRecorder client) =>
        from e in client.Events
        let message = JsonDocument.Parse(e.Data).RootElement
        let channel = message.GetProperty("channel").GetString()
        where channel != "$$transmit/ping"
        select (channel, message.GetProperty("payload").GetString());

    private async Task BroadcastAsync(Peer server, string channel, string payload) =>
        Assert.That(await PostAsync(server, "broadcast", new { channel, payload }), Is.EqualTo(HttpStatusCode.NoContent));

    private async Task<HttpStatusCode> PostAsync(Peer server, string path, object body, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Uri, path)) { Content = JsonContent.Create(body) };
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
