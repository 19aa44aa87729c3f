using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Agents;

/// <summary>The client against servers of the official packages of AG-UI, A2A and GraphQL over SSE.</summary>
public class AgentServerTests
{
    private const string SendMessage = """
        {"jsonrpc":"2.0","id":1,"method":"SendStreamingMessage",
         "params":{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"Hello"}]}}}
        """;

    private static Peer Server { get; set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        await NodeModules.RequireAsync();
        Server = await Peer.ServeAsync(NodeModules.Node, (port, _) => ["servers/agents.mjs", $"{port}"]);
    }

    [OneTimeTearDown]
    public static async Task StopAsync() => await Server.DisposeAsync();

    [Test]
    public async Task Reads_a_run_of_AG_UI()
    {
        var events = await ReadAsync("ag-ui", """{"threadId":"t","runId":"r","messages":[],"tools":[],"context":[]}""");

        Assert.That(events.Select(e => (string?)JsonNode.Parse(e.Data)!["type"]), Is.EqualTo(new[]
        {
            "RUN_STARTED", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_CONTENT", "RUN_FINISHED",
        }));
        Assert.That(string.Concat(events.Select(e => (string?)JsonNode.Parse(e.Data)!["delta"])), Is.EqualTo("One two."));
    }

    [Test]
    public async Task Reads_a_task_of_A2A()
    {
        var results = (await ReadAsync("a2a", SendMessage)).Select(e => JsonNode.Parse(e.Data)!["result"]!).ToList();

        Assert.That((string?)results[0]["task"]!["status"]!["state"], Is.EqualTo("TASK_STATE_SUBMITTED"));
        Assert.That((string?)results[2]["artifactUpdate"]!["artifact"]!["parts"]![0]!["text"], Is.EqualTo("One two."));
        Assert.That((string?)results[3]["statusUpdate"]!["status"]!["state"], Is.EqualTo("TASK_STATE_COMPLETED"));
        Assert.That(results, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Subscribes_to_a_task_of_A2A_again_after_it_has_left()
    {
        var waiting = SendMessage.Replace("Hello", "wait", StringComparison.Ordinal);
        var task = await SseObservable.Connect(new Uri(Server.Uri, "a2a"), Options(waiting))
            .Select(e => (string?)JsonNode.Parse(e.Data)!["result"]!["task"]!["id"])
            .FirstAsync() // and leaves
            .ToTask()
            .WaitAsync(Peer.Deadline);
        using var again = new StreamRecorder(SseObservable.Signals(
            new Uri(Server.Uri, "a2a"),
            Options($$$"""{"jsonrpc":"2.0","id":2,"method":"SubscribeToTask","params":{"id":"{{{task}}}"}}""")));
        await again.WaitUntilAsync(c => c.Events.Count >= 1);
        using var http = new HttpClient();
        using var released = await http.PostAsync(new Uri(Server.Uri, "release"), null);
        await again.WaitForCompletionAsync();

        var results = again.Events.Select(e => JsonNode.Parse(e.Data)!["result"]!).ToList();
        Assert.That((string?)results[0]["task"]!["id"], Is.EqualTo(task));
        Assert.That((string?)results[^1]["statusUpdate"]!["status"]!["state"], Is.EqualTo("TASK_STATE_COMPLETED"));
    }

    [TestCase("subscription { count(to: 3) }", "1 2 3")]
    [TestCase("{ number(to: 3) }", "3")]
    public async Task Reads_the_results_of_GraphQL_up_to_the_event_complete(string query, string expected)
    {
        var events = await ReadAsync("graphql", new JsonObject { ["query"] = query }.ToJsonString());

        Assert.That(events.Select(e => e.Type), Is.EqualTo(Enumerable.Repeat("next", events.Count - 1).Append("complete")));
        Assert.That(
            string.Join(' ', events.SkipLast(1).Select(e => JsonNode.Parse(e.Data)!["data"]!.AsObject().Single().Value)),
            Is.EqualTo(expected));
    }

    private static async Task<IList<SseEvent>> ReadAsync(string path, string json) =>
        await SseObservable.Connect(new Uri(Server.Uri, path), Options(json)).ToList().ToTask().WaitAsync(Peer.Deadline);

    private static SseOptions Options(string json) => new()
    {
        RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        }),
        Headers = new Dictionary<string, string> { ["A2A-Version"] = "1.0" },
    };
}
