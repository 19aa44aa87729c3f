using System.Net;
using System.Net.Http.Json;
using System.Reactive.Linq;
using System.Text.Json;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>Our client and AdonisJS's Transmit: one stream for all channels, which are subscribed to by requests of their own. Its events have no names and no IDs.</summary>
public sealed class TransmitTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task Channels_bring_what_was_subscribed_to_and_nothing_else()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var watch = new Watch(new Uri(server.Uri, "__transmit/events?uid=u"));
        await watch.UntilAsync(w => w.Opened == 1);
        Assert.That(await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "news" }), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "sport" }), Is.EqualTo(HttpStatusCode.NoContent));

        await BroadcastAsync(server, "news", "one");
        await BroadcastAsync(server, "weather", "not subscribed to");
        await BroadcastAsync(server, "sport", "two");
        await watch.UntilAsync(w => Messages(w).Count() == 2);
        await PostAsync(server, "__transmit/unsubscribe", new { uid = "u", channel = "news" });
        await BroadcastAsync(server, "news", "unsubscribed from");
        await BroadcastAsync(server, "sport", "three");
        await watch.UntilAsync(w => Messages(w).Count() >= 3);

        Assert.That(Messages(watch), Is.EqualTo(new[] { ("news", "one"), ("sport", "two"), ("sport", "three") }));
    }

    [Test]
    public async Task A_channel_that_is_guarded_is_refused_and_granted()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var watch = new Watch(new Uri(server.Uri, "__transmit/events?uid=u"));
        await watch.UntilAsync(w => w.Opened == 1);

        Assert.That(await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "users/1" }, user: "2"), Is.EqualTo(HttpStatusCode.BadRequest));
        await BroadcastAsync(server, "users/1", "not for them");
        Assert.That(await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "users/1" }, user: "1"), Is.EqualTo(HttpStatusCode.NoContent));
        await BroadcastAsync(server, "users/1", "for them");
        await watch.UntilAsync(w => Messages(w).Any());

        Assert.That(Messages(watch), Is.EqualTo(new[] { ("users/1", "for them") }));
    }

    [Test]
    public async Task Its_ping_keeps_a_silent_stream_from_the_event_timeout()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var watch = new Watch(new Uri(server.Uri, "__transmit/events?uid=u"), Watch.Quick with { EventTimeout = TimeSpan.FromSeconds(1.5) });

        await watch.UntilAsync(w => w.Events.Count >= 7); // of 300 ms each

        Assert.That(watch.Events.Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("channel").GetString()), Is.All.EqualTo("$$transmit/ping"));
        Assert.That(watch.Opened, Is.EqualTo(1));
    }

    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task After_a_restart_each_opening_subscribes_anew(string how)
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        var life = SseObservable.Signals(new Uri(server.Uri, "__transmit/events?uid=u"), Watch.Quick)
            .SelectMany(async signal =>
            {
                if (signal is SseSignal.Opened)
                {
                    await PostAsync(server, "__transmit/subscribe", new { uid = "u", channel = "news" });
                }

                return signal;
            });
        using var watch = new Watch(life);

        for (var n = 1; n <= 3; n++)
        {
            await watch.UntilAsync(w => w.Opened == n); // and subscribed
            await BroadcastAsync(server, "news", $"{n}");
            await BroadcastAsync(server, "news", $"after {n}"); // a double of it would come before this
            await watch.UntilAsync(w => Messages(w).Count() >= 2 * n);
            await (how == "killed" ? server.KillAsync() : server.StopAsync());
            await watch.UntilAsync(w => w.Disconnected >= n);
            await server.StartAsync();
        }

        Assert.That(Messages(watch).Select(m => m.Payload), Is.EqualTo(new[] { "1", "after 1", "2", "after 2", "3", "after 3" }));
    }

    [Test]
    public async Task A_stream_without_a_uid_is_refused()
    {
        await using var server = await Peer.NodeAsync("transmit.mjs");
        using var watch = new Watch(new Uri(server.Uri, "__transmit/events"));

        Assert.That((await watch.ErrorAsync() as SseResponseException)?.StatusCode, Is.EqualTo(400));
    }

    private static IEnumerable<(string? Channel, string? Payload)> Messages(Watch watch) =>
        from e in watch.Events
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

        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
