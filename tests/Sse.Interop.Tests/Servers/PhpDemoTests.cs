using System.Globalization;
using System.Reactive.Linq;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>Our client against a demo that does what the one on MDN's page does: a ping each second, a message now and then, no IDs.</summary>
public class PhpDemoTests
{
    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task Pings_by_name_and_messages_without_one_arrive_also_after_the_server_was_killed_or_stopped(string how)
    {
        await using var server = await Php.StartAsync("demo.php");
        using var watch = new Watch(server.Uri);

        await watch.UntilAsync(w => w.Events.Any(e => e.Type == "ping") && w.Events.Any(e => e.Type == "message"));
        await (how == "killed" ? server.KillAsync() : server.StopAsync());
        await watch.UntilAsync(w => w.Disconnected > 0);
        var before = watch.Events.Count;
        await server.StartAsync();
        await watch.UntilAsync(w => w.Events.Count > before);

        foreach (var e in watch.Events)
        {
            Assert.That(e.LastEventId, Is.Empty);
            var time = e.Type == "ping" ? (string?)JsonNode.Parse(e.Data)!["time"] : e.Data["This is a message at time ".Length..];
            Assert.That(DateTimeOffset.Parse(time!, CultureInfo.InvariantCulture), Is.EqualTo(DateTimeOffset.Now).Within(TimeSpan.FromMinutes(1)));
        }
    }
}
