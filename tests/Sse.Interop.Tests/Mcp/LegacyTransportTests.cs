using System.Text;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>
/// HTTP+SSE, the transport of revision 2024-11-05: one stream of events, whose first names the URL that messages are posted to.
/// </summary>
public class LegacyTransportTests
{
    [TestCase("npm", "sse")]
    [TestCase("NuGet", "mcp/sse")]
    public async Task The_stream_names_the_endpoint_and_carries_all_answers(string sdk, string path)
    {
        var (server, root) = await OfficialServer.StartAsync(sdk);
        await using var end = server;
        using var http = new HttpClient();
        var uri = new Uri(root, path);
        using var stream = new StreamRecorder(uri);
        await stream.WaitUntilAsync(s => s.Events.Count == 1);
        Assert.That(stream.Events[0].Type, Is.EqualTo("endpoint"));
        var endpoint = new Uri(uri, stream.Events[0].Data);

        await PostAsync("""
            {"jsonrpc":"2.0","id":1,"method":"initialize",
             "params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
            """);
        await PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await PostAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"count","_meta":{"progressToken":"p"}}}""");
        await stream.WaitUntilAsync(s => s.Events.Count == 6);

        var messages = stream.Events.Skip(1).Select(e => JsonNode.Parse(e.Data)!).ToList();
        Assert.That((string?)messages[0]["result"]!["serverInfo"]!["name"], Is.EqualTo(sdk));
        Assert.That(messages[1..4].Select(m => (int?)m["params"]!["progress"]), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(((int?)messages[4]["id"], (string?)messages[4]["result"]!["content"]![0]!["text"]), Is.EqualTo((2, "3")));

        async Task PostAsync(string json)
        {
            using var response = await http.PostAsync(endpoint, new StringContent(json, Encoding.UTF8, "application/json"));
            Assert.That((int)response.StatusCode, Is.EqualTo(202));
        }
    }
}
