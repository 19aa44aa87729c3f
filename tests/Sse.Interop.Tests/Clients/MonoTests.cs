using System.Text.RegularExpressions;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Clients;

/// <summary>
/// The build for .NET Standard 2.0 on a runtime without newer APIs: the Quickstart's client, compiled for .NET Framework, on Mono.
/// </summary>
public partial class MonoTests
{
    [Test]
    public async Task Receives_every_event_exactly_once_over_a_connection_that_breaks()
    {
        Requires.FileAt("/usr/lib/mono/4.5/System.Net.Http.dll");
        await using var server = await TestServer.StartFeedAsync(
            until: 40, options: new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) });
        await using var proxy = new FaultProxy(server.Uri, connection => connection switch
        {
            1 => new Fault.Fin(500),
            2 => new Fault.Rst(900),
            3 => new Fault.Refuse(),
            4 => new Fault.Fin(700),
            _ => Fault.None,
        });
        await using var client = Peer.Run("mono", Repository.Program("tests", "Sse.Interop.Mono", "net472", ".exe"), proxy.Uri.ToString());

        var output = await client.WaitForExitAsync();

        var received = Events().Matches(output).Select(line => (Type: line.Groups["type"].Value, Data: line.Groups["data"].Value));
        Assert.That(received, Is.EqualTo(Feed.Events(1, 40).Select(e => (e.Type, e.Data))), output);
        Assert.That(server.LastEventIds.Distinct().Count(), Is.GreaterThanOrEqualTo(4), "each connection resumes after the previous one");
        Assert.That(client.ExitCode, Is.Zero, output);
    }

    [GeneratedRegex("""s  (?<type>tick|message) +(?<data>\{.*\})$""", RegexOptions.Multiline)]
    private static partial Regex Events();
}
