using System.Globalization;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>
/// The client against nchan, a hub inside nginx. Its IDs are not numbers; an ID of several multiplexed channels contains the position in
/// each.
/// </summary>
public sealed class NchanTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task Receives_types_text_and_unusual_ids_and_resumes_after_any_id()
    {
        await using var hub = await StartAsync();
        await PublishAsync(hub, "a", "one");
        await PublishAsync(hub, "a", "größer\n🚀", "tick");
        await PublishAsync(hub, "a", "three");
        using var client = new StreamRecorder(new Uri(hub.Uri, "sub?id=a"));
        await client.WaitUntilAsync(c => c.Events.Count == 3);

        Assert.That(
            client.Events.Select(e => (e.Type, e.Data)),
            Is.EqualTo(new[] { ("message", "one"), ("tick", "größer\n🚀"), ("message", "three") }));
        Assert.That(client.Events.Select(e => e.LastEventId), Is.Unique.And.All.Matches(@"^\d+:\d+$"));

        for (var n = 0; n < 2; n++)
        {
            using var later = new StreamRecorder(
                new Uri(hub.Uri, "sub?id=a"), StreamRecorder.FastReconnect with { LastEventId = client.Events[n].LastEventId });
            await later.WaitUntilAsync(c => c.Events.Count == 2 - n);
            Assert.That(later.Events, Is.EqualTo(client.Events.Skip(n + 1)));
        }
    }

    [TestCase("sub?id=a")]
    [TestCase("many?a=a&b=b", TestName = "Several_multiplexed_channels_resume_after_a_cut")]
    public async Task Receives_messages_published_while_disconnected_exactly_once(string path)
    {
        await using var hub = await StartAsync();
        var isDown = false;
        await using var proxy = new FaultProxy(hub.Uri, _ => Volatile.Read(ref isDown) ? new Fault.Refuse() : Fault.None);
        using var client = new StreamRecorder(new Uri(proxy.Uri, path));
        var published = new List<string>();
        var channels = path.StartsWith("many", StringComparison.Ordinal) ? new[] { "a", "b" } : ["a"];

        for (var round = 1; round <= 3; round++)
        {
            await PublishSomeAsync();
            await client.WaitUntilAsync(c => c.Events.Count >= published.Count);
            Volatile.Write(ref isDown, true);
            proxy.Cut();
            await client.WaitUntilAsync(c => c.Disconnected >= round);
            await PublishSomeAsync();
            Volatile.Write(ref isDown, false);
            await client.WaitUntilAsync(c => c.Events.Count >= published.Count);
        }

        await PublishSomeAsync(); // duplicates of the previous ones would arrive before these
        await client.WaitUntilAsync(c => published.TakeLast(4).All(data => c.Events.Any(e => e.Data == data)));

        // The order is defined within each channel only.
        foreach (var channel in channels)
        {
            Assert.That(
                client.Events.Select(e => e.Data).Where(d => d.StartsWith(channel, StringComparison.Ordinal)),
                Is.EqualTo(published.Where(d => d.StartsWith(channel, StringComparison.Ordinal))));
        }

        Assert.That(client.Events, Has.Count.EqualTo(published.Count));
        Assert.That(
            client.Events.Any(e => e.LastEventId.Contains('[', StringComparison.Ordinal)),
            Is.EqualTo(channels.Length > 1),
            "an ID of several channels contains the position in each");
        TestContext.Out.WriteLine($"last ID: {client.Events[^1].LastEventId}");

        async Task PublishSomeAsync()
        {
            for (var n = 0; n < 4; n++)
            {
                var channel = channels[n % channels.Length];
                published.Add($"{channel} {published.Count + 1}");
                await PublishAsync(hub, channel, published[^1]);
            }
        }
    }

    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task Receives_new_messages_after_a_restart_that_lost_the_history(string how)
    {
        await using var hub = await StartAsync();
        using var client = new StreamRecorder(new Uri(hub.Uri, "sub?id=a"));
        await PublishAsync(hub, "a", "one");
        await client.WaitUntilAsync(c => c.Events.Count == 1);

        await (how == "killed" ? hub.KillAsync() : hub.StopAsync());
        await client.WaitUntilAsync(c => c.Disconnected >= 1);
        await hub.StartAsync();

        // An ID is a second and a number within it. In the same second, "two" would get the ID of "one" and would not be sent.
        var second = long.Parse(client.Events[0].LastEventId.Split(':')[0], CultureInfo.InvariantCulture);
        while (DateTimeOffset.UtcNow.ToUnixTimeSeconds() <= second)
        {
            await Task.Delay(10);
        }

        await PublishAsync(hub, "a", "two");
        await PublishAsync(hub, "a", "three"); // a duplicate of the second would arrive before it
        await client.WaitUntilAsync(c => c.Events.Any(e => e.Data == "three"));

        Assert.That(client.Events.Select(e => e.Data), Is.EqualTo(new[] { "one", "two", "three" }));
    }

    private static async Task<Peer> StartAsync()
    {
        Requires.FileAt("/usr/lib/nginx/modules/ngx_nchan_module.so");
        return await Nginx.StartAsync("proxies/nchan.conf");
    }

    private async Task PublishAsync(Peer hub, string channel, string data, string? type = null)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri(hub.Uri, "pub?id=" + channel)) { Content = new StringContent(data) };
        if (type is not null)
        {
            request.Headers.Add("X-EventSource-Event", type);
        }

        using var response = await _http.SendAsync(request);
        Assert.That(response.IsSuccessStatusCode);
    }
}
