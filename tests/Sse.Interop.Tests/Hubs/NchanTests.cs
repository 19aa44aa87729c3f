using System.Globalization;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>Our client and nchan, the hub inside nginx: its IDs are no numbers, and those of several channels in one are stranger still.</summary>
public sealed class NchanTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task Names_and_text_and_odd_ids_arrive_and_a_new_connection_resumes_after_any_of_them()
    {
        await using var hub = await StartAsync();
        await PublishAsync(hub, "a", "one");
        await PublishAsync(hub, "a", "größer\n🚀", "tick");
        await PublishAsync(hub, "a", "three");
        using var watch = new Watch(new Uri(hub.Uri, "sub?id=a"));
        await watch.UntilAsync(w => w.Events.Count == 3);

        Assert.That(watch.Events.Select(e => (e.Type, e.Data)), Is.EqualTo(new[] { ("message", "one"), ("tick", "größer\n🚀"), ("message", "three") }));
        Assert.That(watch.Events.Select(e => e.LastEventId), Is.Unique.And.All.Matches(@"^\d+:\d+$"));

        for (var n = 0; n < 2; n++)
        {
            using var later = new Watch(new Uri(hub.Uri, "sub?id=a"), Watch.Quick with { LastEventId = watch.Events[n].LastEventId });
            await later.UntilAsync(w => w.Events.Count == 2 - n);
            Assert.That(later.Events, Is.EqualTo(watch.Events.Skip(n + 1)));
        }
    }

    [TestCase("sub?id=a")]
    [TestCase("many?a=a&b=b", TestName = "Several_channels_in_one_resume_after_a_cut")]
    public async Task What_was_published_while_the_connection_was_lost_comes_once(string path)
    {
        await using var hub = await StartAsync();
        var isAway = false;
        await using var wire = new FaultProxy(hub.Uri, _ => Volatile.Read(ref isAway) ? new Fault.Refuse() : Fault.None);
        using var watch = new Watch(new Uri(wire.Uri, path));
        var published = new List<string>();
        var channels = path.StartsWith("many", StringComparison.Ordinal) ? new[] { "a", "b" } : ["a"];

        for (var round = 1; round <= 3; round++)
        {
            await PublishSomeAsync();
            await watch.UntilAsync(w => w.Events.Count >= published.Count);
            Volatile.Write(ref isAway, true);
            wire.Cut();
            await watch.UntilAsync(w => w.Disconnected >= round);
            await PublishSomeAsync();
            Volatile.Write(ref isAway, false);
            await watch.UntilAsync(w => w.Events.Count >= published.Count);
        }

        await PublishSomeAsync(); // a double of the last would come before these
        await watch.UntilAsync(w => published.TakeLast(4).All(data => w.Events.Any(e => e.Data == data)));

        // Within each channel; between channels there is no order.
        foreach (var channel in channels)
        {
            Assert.That(watch.Events.Select(e => e.Data).Where(d => d.StartsWith(channel, StringComparison.Ordinal)), Is.EqualTo(published.Where(d => d.StartsWith(channel, StringComparison.Ordinal))));
        }

        Assert.That(watch.Events, Has.Count.EqualTo(published.Count));
        Assert.That(watch.Events.Any(e => e.LastEventId.Contains('[', StringComparison.Ordinal)), Is.EqualTo(channels.Length > 1), "IDs of several channels say where each is");
        TestContext.Out.WriteLine($"its last ID: {watch.Events[^1].LastEventId}");

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
    public async Task A_hub_that_forgot_everything_in_a_restart_goes_on_with_what_is_new(string how)
    {
        await using var hub = await StartAsync();
        using var watch = new Watch(new Uri(hub.Uri, "sub?id=a"));
        await PublishAsync(hub, "a", "one");
        await watch.UntilAsync(w => w.Events.Count == 1);

        await (how == "killed" ? hub.KillAsync() : hub.StopAsync());
        await watch.UntilAsync(w => w.Disconnected >= 1);
        await hub.StartAsync();

        // Its IDs are a second and a number within it: in the same second, "two" would have the ID of "one", and the hub would take it for seen.
        var second = long.Parse(watch.Events[0].LastEventId.Split(':')[0], CultureInfo.InvariantCulture);
        while (DateTimeOffset.UtcNow.ToUnixTimeSeconds() <= second)
        {
            await Task.Delay(10);
        }

        await PublishAsync(hub, "a", "two");
        await PublishAsync(hub, "a", "three"); // a double of the second would come before it
        await watch.UntilAsync(w => w.Events.Any(e => e.Data == "three"));

        Assert.That(watch.Events.Select(e => e.Data), Is.EqualTo(new[] { "one", "two", "three" }));
    }

    private static async Task<Peer> StartAsync()
    {
        Requires.FileAt("/usr/lib/nginx/modules/ngx_nchan_module.so");
        return await Nginx.StartAsync("proxies/nchan.conf");
    }

    private async Task PublishAsync(Peer hub, string channel, string data, string? type = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub.Uri, "pub?id=" + channel)) { Content = new StringContent(data) };
        if (type is not null)
        {
            request.Headers.Add("X-EventSource-Event", type);
        }

        using var answer = await _http.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode);
    }
}
