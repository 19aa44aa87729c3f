using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary><c>--resume</c> continues a POST with GET and the last event ID, as MCP servers expect.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public class ResumeTests
{
    private readonly List<string> _requests = [];
    private readonly TaskCompletionSource _break = new();

    [Test]
    public async Task A_post_whose_stream_ends_or_breaks_is_continued_by_get()
    {
        await using var server = await StartAsync();
        using var tool = SseProcess.Start(
            $"{server.Uri}mcp", "-d", "{}", "-H", "Mcp-Session-Id: s1", "--resume", "--raw", "--until", "end");

        await tool.WaitForOutputAsync("2\n");
        _break.SetResult();
        var (code, output, error) = await tool.EndAsync();

        Assert.That((code, output), Is.EqualTo((0, "1\n2\n")), error);
        Assert.That(_requests, Is.EqualTo(new[]
        {
            "POST /mcp s1  application/json", "GET /mcp s1 1 ", "GET /mcp s1 2 ",
        }));
    }

    [Test]
    public async Task A_post_is_continued_across_processes_with_the_ID_of_the_first()
    {
        await using var server = await StartAsync();

        var (code, output, error) = await SseProcess.RunAsync(
            $"{server.Uri}mcp", "-d", "{}", "-H", "Mcp-Session-Id: s1", "--resume", "--raw", "--until", "end", "--last-event-id", "2");

        Assert.That((code, output), Is.EqualTo((0, "")), error);
        Assert.That(_requests, Is.EqualTo(new[] { "GET /mcp s1 2 " }));
    }

    [Test]
    public async Task Without_an_ID_a_post_is_not_sent_again()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            _requests.Add(context.Request.Method);
            return EventServer.SendAsync(context.Response, "retry: 1\ndata: x\n\n");
        });

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-d", "{}", "--resume", "--raw", "--until", "end");

        Assert.That((code, output, _requests.Count), Is.EqualTo(((int)ExitCode.NotReached, "x\n", 1)), error);
    }

    /// <summary>Answers the POST and ends cleanly, answers the first GET and breaks, and ends with the second GET.</summary>
    private Task<EventServer> StartAsync() => EventServer.StartAsync(async context =>
    {
        var (request, last) = (context.Request, context.Request.Headers["Last-Event-ID"].ToString());
        _requests.Add($"{request.Method} {request.Path} {request.Headers["Mcp-Session-Id"]} {last} {request.ContentType}");
        await EventServer.SendAsync(context.Response, last switch
        {
            "" => "retry: 100\nid: 1\ndata: 1\n\n",
            "1" => "id: 2\ndata: 2\n\n",
            _ => "data: end\n\n",
        });
        if (last == "1")
        {
            await _break.Task.WaitAsync(SseProcess.Deadline);
            context.Abort();
        }
    });
}
