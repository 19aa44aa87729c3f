using System.Text.RegularExpressions;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Clients;

/// <summary>The build for .NET Standard 2.0 on a runtime that has nothing newer: the Quickstart's client, compiled for .NET Framework, on Mono.</summary>
public partial class MonoTests
{
    [Test]
    public async Task It_misses_nothing_and_sees_nothing_twice_over_a_wire_that_breaks()
    {
        Requires.FileAt("/usr/lib/mono/4.5/System.Net.Http.dll");
        await using var server = await OurServer.StartFeedAsync(until: 40, options: new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) });
        await using var wire = new FaultProxy(server.Uri, connection => connection switch
        {
            1 => new Fault.Fin(500),
            2 => new Fault.Rst(900),
            3 => new Fault.Refuse(),
            4 => new Fault.Fin(700),
            _ => Fault.None,
        });
        await using var client = Peer.Run("mono", Repository.Program("tests", "Sse.Interop.Mono", "net472", ".exe"), wire.Uri.ToString());

        var output = await client.EndAsync();

        var seen = Events().Matches(output).Select(line => (Type: line.Groups["type"].Value, Data: line.Groups["data"].Value));
        Assert.That(seen, Is.EqualTo(Feed.Events(1, 40).Select(e => (e.Type, e.Data))), output);
        Assert.That(server.LastEventIds.Distinct().Count(), Is.GreaterThanOrEqualTo(4), "Each connection resumes where the one before was cut.");
        Assert.That(client.ExitCode, Is.Zero, output);
    }

    [GeneratedRegex("""s  (?<type>tick|message) +(?<data>\{.*\})$""", RegexOptions.Multiline)]
    private static partial Regex Events();
}
