using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>Redirects to another origin, and what is sent there.</summary>
public class RedirectTests
{
    private EventServer _other = null!;
    private EventServer _server = null!;

    [SetUp]
    public async Task SetUp()
    {
        _other = await EventServer.StartAsync(context =>
        {
            var headers = context.Request.Headers;
            context.Response.StatusCode = headers.Authorization.Count == 1 ? 200 : 401;
            return EventServer.SendAsync(context.Response, $"data: {headers.Authorization} {headers["X-Key"]}\n\n");
        });
        _server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect(_other.Uri.ToString());
            return Task.CompletedTask;
        });
    }

    [TearDown]
    public async Task TearDown()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Test]
    public async Task Trust_sends_the_headers_and_credentials_to_the_named_origin_too()
    {
        var url = new UriBuilder(_server.Uri) { UserName = "user", Password = "password" }.ToString();

        var (code, output, error) = await SseProcess.RunAsync(
            url, "-H", "X-Key: key", "--trust", "https://example.test", "--trust", Origin(_other), "--raw", "-n", "1");

        Assert.That((code, output), Is.EqualTo((0, "Basic dXNlcjpwYXNzd29yZA== key\n")), error);
    }

    [Test]
    public async Task Another_origin_that_is_not_named_receives_neither_and_the_error_says_so()
    {
        var (code, output, error) = await SseProcess.RunAsync(
            _server.Uri.ToString(), "-H", "Authorization: Bearer s3cret", "--trust", Origin(_server), "--raw", "-n", "1");

        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith($"sse: {_other.Uri.Authority}: status 401"));
        Assert.That(error, Does.Contain($"If it may, use --trust {Origin(_other)}.").And.Not.Contain("s3cret"));
    }

    [Test]
    public async Task The_error_does_not_contain_the_user_info_of_the_target()
    {
        var target = new UriBuilder(_other.Uri) { UserName = "user", Password = "s3cret" }.ToString();
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect(target);
            return Task.CompletedTask;
        });

        var (_, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-H", "X-Key: key", "-v");

        Assert.That(error, Does.Contain($"use --trust {Origin(_other)}.").And.Not.Contain("s3cret"));
    }

    private static string Origin(EventServer server) => server.Uri.GetLeftPart(UriPartial.Authority);
}
