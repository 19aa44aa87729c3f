using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>
/// Resuming the streams of <c>samples/McpServer</c>: exactly, or not at all. A client never receives a gap, which is no JSON-RPC, and never
/// polls for a response that does not come.
/// </summary>
public class ResumptionTests
{
    private static Peer Server { get; set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => Server = await SampleServer.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync() => await Server.DisposeAsync();

    [Test]
    public async Task After_each_ID_the_rest_is_replayed_and_after_the_response_there_is_nothing()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);
        using var response = await session.CallAsync("1", "count", """{"to":3}""");
        var events = await McpRequests.EventsAsync(response);
        Assert.That(events, Has.Count.EqualTo(5), "an ID, the progress, the response");

        for (var n = 0; n < events.Count - 1; n++)
        {
            using var rest = await session.ResumeAsync(events[n].LastEventId);
            Assert.That(await McpRequests.EventsAsync(rest), Is.EqualTo(events.Skip(n + 1)));
        }

        await AssertRefusedAsync(session, events[^1].LastEventId);
    }

    [Test]
    public async Task An_ID_that_the_server_has_not_sent_in_this_session_is_refused()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);
        using var response = await session.CallAsync("1", "count", """{"to":1}""");
        var last = (await McpRequests.EventsAsync(response))[0].LastEventId;
        var stream = last[..last.LastIndexOf('/')];

        string[] ids = [stream, stream + "/", stream + "/9", stream + "/-1", stream + "/x", last + "x", "2", "1/x/1", "9/x/1"];
        foreach (var id in ids)
        {
            await AssertRefusedAsync(session, id);
        }

        await AssertRefusedAsync(await McpRequests.BeginAsync(Server.Uri), last);
    }

    [Test]
    public async Task A_call_that_is_cancelled_ends_without_a_response_and_is_not_resumed()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);
        using var response = await session.CallAsync("\"c\"", "count", """{"to":1000}""");

        await session.CancelAsync("\"c\"");

        var events = await McpRequests.EventsAsync(response);
        Assert.That(events.Select(e => e.Data.Contains("\"result\"")), Is.All.False);
        await AssertRefusedAsync(session, events[0].LastEventId);
    }

    [Test]
    public async Task A_stream_is_sent_on_the_latest_connection_alone()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);
        using var response = await session.CallAsync("1", "count", """{"to":1000}""");
        await using var body = await response.Content.ReadAsStreamAsync();
        var id = (await body.ReadSseAsync().FirstAsync()).LastEventId;

        var connections = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.ResumeAsync(id)));

        var ends = connections.Select(McpRequests.EventsAsync).ToList();
        for (var n = 1; n < connections.Length; n++)
        {
            var ended = await Task.WhenAny(ends).WaitAsync(Peer.Deadline);
            Assert.That((await ended).Select(e => e.Data), Has.None.Contains("\"result\""));
            ends.Remove(ended);
        }

        Assert.That(ends.Single().IsCompleted, Is.False);
        await session.CancelAsync("1");
        await ends.Single();
    }

    [Test]
    public async Task Clients_of_earlier_revisions_receive_the_response_on_the_connection_of_the_request()
    {
        await using var server = await SampleServer.StartAsync(connectionAge: "0.2");
        var session = await McpRequests.BeginAsync(server.Uri, "2025-06-18");

        using var response = await session.CallAsync("1", "count", """{"to":6}""");

        var events = await McpRequests.EventsAsync(response);
        Assert.That(events.Select(e => e.Data), Is.All.Not.Empty, "they do not expect an event without data");
        Assert.That((string?)JsonNode.Parse(events[^1].Data)!["result"]!["content"]![0]!["text"], Is.EqualTo("Counted to 6."));
    }

    [Test]
    public async Task The_largest_answer_can_be_resumed()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);
        var text = new string('<', 1_000_000); // each is escaped with six characters
        using var response = await session.CallAsync("1", "echo", $$"""{"text":"{{text}}"}""");
        var events = await McpRequests.EventsAsync(response);

        using var rest = await session.ResumeAsync(events[0].LastEventId);

        Assert.That(await McpRequests.EventsAsync(rest), Is.EqualTo(events.Skip(1)));
        Assert.That((string?)JsonNode.Parse(events[1].Data)!["result"]!["content"]![0]!["text"], Is.EqualTo(text));
    }

    [Test]
    public async Task After_a_restart_of_the_server_the_session_is_unknown()
    {
        await using var server = await SampleServer.StartAsync();
        var session = await McpRequests.BeginAsync(server.Uri);
        using var response = await session.CallAsync("1", "count", """{"to":1}""");
        var events = await McpRequests.EventsAsync(response);

        await server.KillAsync();
        await server.StartAsync();

        using var resumed = await session.ResumeAsync(events[0].LastEventId);
        Assert.That((int)resumed.StatusCode, Is.EqualTo(404));
    }

    private static async Task AssertRefusedAsync(McpRequests session, string lastEventId)
    {
        using var response = await session.ResumeAsync(lastEventId);
        Assert.That((int)response.StatusCode, Is.EqualTo(400), lastEventId);
        Assert.That((int?)(await McpRequests.JsonAsync(response))["error"]!["code"], Is.EqualTo(-32600));
    }
}
