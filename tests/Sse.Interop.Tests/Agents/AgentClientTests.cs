using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Agents;

/// <summary>
/// The official clients of A2A and of GraphQL over SSE against a server of this library: whole answers, and answers that fail, with a
/// break or with a clean end. The client of AG-UI is among the SDKs.
/// </summary>
public class AgentClientTests
{
    [TestCase("", "task 1|statusUpdate 2|artifactUpdate One two.|statusUpdate 3|end")]
    [TestCase("broken", "task 1|statusUpdate 2|error TypeError")]
    [TestCase("clean", "task 1|statusUpdate 2|end")]
    public async Task The_client_of_A2A_reads_a_task(string failure, string expected)
    {
        await NodeModules.RequireAsync();
        await using var server = await TestServer.StartAsync(app =>
        {
            app.MapGet("/.well-known/agent-card.json", (HttpRequest request) => Results.Text(
                $$"""
                {"name":"agent","description":"An agent","version":"1","capabilities":{"streaming":true},"skills":[],
                 "defaultInputModes":["text"],"defaultOutputModes":["text"],
                 "supportedInterfaces":[{"url":"http://{{request.Host}}/a2a","protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}
                """,
                "application/json"));
            app.MapPost("/a2a", (JsonObject request) =>
                SseResults.Stream(TaskAsync(request["id"]!.ToJsonString(), failure.Length > 0), Options(failure)));
        });
        await using var client = Peer.Run(NodeModules.Node, "clients/a2a.mjs", $"{server.Uri}");

        Assert.That((await client.WaitForExitAsync()).TrimEnd().Replace('\n', '|'), Is.EqualTo(expected));
    }

    [TestCase("", "1|2|3|end")]
    [TestCase("broken", "1|2|error NetworkError")]
    [TestCase("clean", "1|2|error NetworkError")]
    public async Task The_client_of_graphql_sse_reads_a_subscription(string failure, string expected)
    {
        await NodeModules.RequireAsync();
        await using var server = await TestServer.StartAsync(app => app.MapPost("/graphql", () => SseResults.Stream(
            CountAsync(failure.Length > 0), Options(failure) with { CompletionEvent = new("", "complete") })));
        await using var client = Peer.Run(NodeModules.Node, "clients/graphql-sse.mjs", $"{new Uri(server.Uri, "graphql")}");

        Assert.That((await client.WaitForExitAsync()).TrimEnd().Replace('\n', '|'), Is.EqualTo(expected));
    }

    private static SseServerOptions Options(string failure) =>
        new() { UnfinishedEnd = failure == "clean" ? SseUnfinishedEnd.Resume : SseUnfinishedEnd.ByMethod };

    private static async IAsyncEnumerable<string> TaskAsync(
        string id, bool fails, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return Result("""{"task":{"id":"t","contextId":"c","status":{"state":"TASK_STATE_SUBMITTED"}}}""");
        yield return Result("""{"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_WORKING"}}}""");
        await Task.Delay(10, cancellationToken);
        if (fails)
        {
            throw new FormatException();
        }

        yield return Result("""
            {"artifactUpdate":{"taskId":"t","contextId":"c","artifact":{"artifactId":"a","parts":[{"text":"One two."}]},"lastChunk":true}}
            """);
        yield return Result("""{"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_COMPLETED"}}}""");

        string Result(string json) => $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{json}}}""";
    }

    private static async IAsyncEnumerable<SseEvent> CountAsync(
        bool fails, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var n = 1; n <= 3; n++)
        {
            await Task.Delay(10, cancellationToken);
            yield return fails && n == 3 ? throw new FormatException() : new($$$"""{"data":{"count":{{{n}}}}}""", "next");
        }
    }
}
