using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>
/// <c>samples/McpServer</c> when it is stopped: its sessions are in memory, so that a call whose client were sent away would be lost.
/// </summary>
public class ShutdownTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_call_under_way_is_finished(bool isResumed)
    {
        await using var server = await SampleServer.StartAsync();
        var session = await McpRequests.BeginAsync(server.Uri);
        using var listening = await session.ResumeAsync("");
        using var call = await session.CallAsync("1", "count", """{"to":30}"""); // 3 s
        var answer = isResumed ? await session.ResumeAsync(await FirstIdAsync(call)) : call;

        var stop = server.StopAsync();

        var events = await McpRequests.EventsAsync(answer);
        Assert.That(JsonNode.Parse(events[^1].Data)!["result"]?["content"]![0]!["text"]?.ToString(), Is.EqualTo("Counted to 30."));
        await McpRequests.EventsAsync(listening);
        await stop;
        Assert.That(server.Output, Does.Not.Contain("warn"));
    }

    [Test]
    public async Task What_is_not_finished_in_time_is_a_warning()
    {
        await using var server = await SampleServer.StartAsync(shutdownTimeout: 2);
        var session = await McpRequests.BeginAsync(server.Uri);
        using var call = await session.CallAsync("1", "count", """{"to":1000}""");

        await server.StopAsync();

        Assert.That((await McpRequests.EventsAsync(call)).Select(e => e.Data), Has.None.Contains("result"));
        Assert.That(server.Output, Does.Contain("warn").And.Match("The answer to POST .*mcp.* did not end before"));
        Assert.That(server.Output, Does.Contain("The call 1 of the tool count is lost"));
    }

    private static async Task<string> FirstIdAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        return (await body.ReadSseAsync().FirstAsync()).LastEventId;
    }
}
