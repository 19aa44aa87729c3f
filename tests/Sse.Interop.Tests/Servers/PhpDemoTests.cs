using System.Globalization;
using System.Reactive.Linq;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>The client against a PHP demo like the one on MDN's page: a ping each second, a message at random, no IDs.</summary>
public class PhpDemoTests
{
    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task Receives_pings_and_messages_before_and_after_a_restart(string how)
    {
        await using var server = await Php.StartAsync("demo.php");
        using var client = new StreamRecorder(server.Uri);

        await client.WaitUntilAsync(c => c.Events.Any(e => e.Type == "ping") && c.Events.Any(e => e.Type == "message"));
        await (how == "killed" ? server.KillAsync() : server.StopAsync());
        await client.WaitUntilAsync(c => c.Disconnected > 0);
        var before = client.Events.Count;
        await server.StartAsync();
        await client.WaitUntilAsync(c => c.Events.Count > before);

        foreach (var e in client.Events)
        {
            Assert.That(e.LastEventId, Is.Empty);
            var time = e.Type == "ping" ? (string?)JsonNode.Parse(e.Data)!["time"] : e.Data["This is a message at time ".Length..];
            Assert.That(
                DateTimeOffset.Parse(time!, CultureInfo.InvariantCulture),
                Is.EqualTo(DateTimeOffset.Now).Within(TimeSpan.FromMinutes(1)));
        }
    }
}
