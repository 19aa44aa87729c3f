using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The Quickstart sample, run as its README command runs it.</summary>
public class QuickstartTests
{
    [Test]
    public async Task The_demo_misses_nothing_across_broken_connections()
    {
        var (exitCode, output, _) = await RunAsync("--seconds", "4");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"\d+ events, [1-9]\d* reconnects, none missed, none duplicated\."));
        Assert.That(output, Does.Contain("resumed after ID").And.Contain("* lost").And.Contain("0.5 s").And.Contain("ping"));
        Assert.That(output, Does.StartWith("Two connections to a server that keeps aborting them").And.Not.Contain('\e'));
        Assert.That(output, Does.Match(@"\* waiting +0\.\d+ s: the server's retry, 0\.5 s, and up to a quarter more at random"));
    }

    [Test]
    [Platform("Linux")]
    public async Task The_demo_is_colored_in_a_terminal()
    {
        using var sample = Sample.StartInTerminal("Quickstart", "--seconds 1");

        Assert.That((await sample.WaitForExitAsync()).Output, Does.Contain("\e[32mnone missed, none duplicated.\e[0m"));
    }

    [Test]
    [Platform("Linux")]
    public async Task NO_COLOR_removes_the_colors()
    {
        using var sample = Sample.StartInTerminal("Quickstart", "--seconds 1", "NO_COLOR=1");

        Assert.That((await sample.WaitForExitAsync()).Output, Does.Contain("none missed, none duplicated.").And.Not.Contain("\e[3"));
    }

    [Test]
    public async Task Prints_the_events_of_one_type_of_a_url()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            if (context.Request.Headers["Last-Event-ID"].Count > 0)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }

            return EventServer.SendAsync(context.Response, "retry: 1\nid: 1\nevent: ping\ndata: yes\n\ndata: no\n\n");
        });

        var (exitCode, output, _) = await RunAsync(server.Uri.ToString(), "--type", "ping");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("yes").And.Not.Contain("no\n").And.Contain("* ended"));
    }

    [TestCase("nonsense")]
    [TestCase("ftp://127.0.0.1/")]
    public async Task Reports_an_invalid_url_and_exits_with_1(string url)
    {
        var (exitCode, _, error) = await RunAsync(url);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain(url).And.Not.Contain(" at "));
    }

    [TestCase("x")]
    [TestCase("0.5")]
    [TestCase("NaN")]
    public async Task Reports_an_invalid_duration_and_exits_with_1(string seconds)
    {
        var (exitCode, _, error) = await RunAsync("--seconds", seconds);

        Assert.That((exitCode, error.Trim()), Is.EqualTo((1, "--seconds: expected a number from 1 to 3600.")));
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Sample.RunAsync("Quickstart", arguments);
}
