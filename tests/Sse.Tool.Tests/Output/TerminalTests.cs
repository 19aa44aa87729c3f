using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>The built tool in a terminal.</summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.Children)]
public class TerminalTests
{
    private const string Events = "id: 7\nevent: price\ndata: {\"price\":12.5,\"name\":\"x\"}\n\ndata: a\u001B[2Jb\n\n";

    [Test]
    public async Task Prints_colors_and_columns_and_replaces_control_characters_of_the_server()
    {
        var output = await RunAsync("--take 2");

        foreach (var text in new[] { "price", "\"price\"", "12.5" })
        {
            Assert.That(output, Does.Match($"\u001B\\[[0-9;]+m{text}\u001B\\[0m"));
        }

        Assert.That(output, Does.Contain("a\uFFFD[2Jb").And.Contain("open"));
        Assert.That(output.Contains("\u001B[2J", StringComparison.Ordinal), Is.False);
    }

    [Test]
    public async Task NO_COLOR_keeps_the_layout_and_sends_no_escape_sequence()
    {
        var output = await RunAsync("--take 2", ("NO_COLOR", "1"));

        Assert.That(output, Does.Match(@"\+\d+ms  price       7  \{ ""price"": 12\.5, ""name"": ""x"" \}\r\n"));
        Assert.That(output, Does.Not.Contain('\u001B'));
    }

    [Test]
    public async Task Overwrites_the_line_of_the_statistics()
    {
        var output = await RunAsync("--take 3 --stats", ("NO_COLOR", "1"));

        Assert.That(output.Split("\r\u001B[K"), Has.Length.GreaterThan(2));
        Assert.That(output, Does.Match(@"\r\u001B\[K3 events  last [\d.]+m?s ago  \d\.\d/s  \d+ B  0 reconnects\r\n$"));
    }

    /// <summary>Sends a third event once the status line has shown two.</summary>
    private static async Task<string> RunAsync(string arguments, params (string Name, string Value)[] environment)
    {
        var isStatusShown = new TaskCompletionSource();
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, Events);
            await isStatusShown.Task;
            await EventServer.SendAsync(context.Response, "data: c\n\n");
            await NumberedEventServer.HoldOpenAsync(context);
        });
        using var tool = SseProcess.StartInTerminal($"{SseProcess.Command} {server.Uri} {arguments}", environment);
        if (arguments.Contains("--stats", StringComparison.Ordinal))
        {
            await tool.WaitForOutputAsync("\r\u001B[K2 events");
        }

        isStatusShown.SetResult();
        var (code, output, error) = await tool.EndAsync();
        Assert.That(code, Is.Zero, output + error);
        return output;
    }
}
