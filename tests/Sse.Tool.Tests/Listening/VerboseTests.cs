using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary><c>--verbose</c> reports the status and the headers of each response, without secrets.</summary>
[Parallelizable(ParallelScope.Children)]
public class VerboseTests
{
    [Test]
    public async Task Reports_the_status_and_the_headers_of_a_stream()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            AddHeaders(context);
            context.Response.StatusCode = StatusCodes.Status201Created;
            return EventServer.SendAsync(context.Response, "data: x\n\n");
        });

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-d", "?", "--raw", "-v");

        Assert.That((code, output), Is.EqualTo((0, "x\n")), error);
        Assert.That(error, Does.StartWith($"* open  {server.Uri}\n* status: 201\n"));
        AssertHeaders(error);
    }

    [TestCase(404)]
    [TestCase(204)]
    public async Task Reports_those_of_a_refusal_and_of_204(int status)
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            AddHeaders(context);
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var (_, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-v");

        Assert.That(error, Does.StartWith($"* status: {status}\n"));
        AssertHeaders(error);
    }

    [Test]
    public async Task Reports_none_without_verbose()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            AddHeaders(context);
            return EventServer.SendAsync(context.Response, "data: x\n\n");
        });

        var (_, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "--take", "1");

        Assert.That(error, Is.EqualTo($"* open  {server.Uri}\n"));
    }

    private static void AddHeaders(HttpContext context)
    {
        context.Response.Headers["Mcp-Session-Id"] = "s1";
        context.Response.Headers["x-ratelimit-remaining-tokens"] = "99";
        context.Response.Headers.SetCookie = "a=secret";
        context.Response.Headers["X-Auth-Token"] = "secret";
        context.Response.Headers["X-Api-Key"] = "secret";
        context.Response.Headers.Link = "<http://user:secret@h/a?token=secret>; rel=\"hub\", </b?c=secret#d>";
        context.Response.Headers["location"] = "http://user:secret@h/elsewhere?code=secret";
    }

    private static void AssertHeaders(string error)
    {
        Assert.That(error, Does.Contain("\n* Mcp-Session-Id: s1\n").And.Contain("\n* x-ratelimit-remaining-tokens: 99\n"));
        Assert.That(error, Does.Contain("\n* Set-Cookie: (not shown)\n").And.Contain("\n* X-Auth-Token: (not shown)\n"));
        Assert.That(error, Does.Contain(": http://h/elsewhere\n").And.Contain(": <http://h/a>; rel=\"hub\", </b>\n"));
        Assert.That(error, Does.Not.Contain("secret"));
    }
}
