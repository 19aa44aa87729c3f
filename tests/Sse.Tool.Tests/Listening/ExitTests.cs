using System.Globalization;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>How the built tool exits: after signals, and when its output is blocked, closed or fails.</summary>
[Parallelizable(ParallelScope.Children)]
public class ExitTests
{
    [TestCase(Signals.Interrupt, 130)]
    [TestCase(Signals.Terminate, 143)]
    [Platform(Exclude = "Win")]
    public async Task Exits_cleanly_on_a_signal_and_closes_the_connection(int signal, int expected)
    {
        var disconnected = new TaskCompletionSource();
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "data: x\n\n");
            await NumberedEventServer.HoldOpenAsync(context);
            disconnected.SetResult();
        });
        using var tool = SseProcess.Start(server.Uri.ToString(), "--raw");
        await tool.WaitForOutputAsync("x\n");

        tool.Send(signal);

        var (code, output, error) = await tool.EndAsync();
        await disconnected.Task.WaitAsync(SseProcess.Deadline);
        Assert.That((code, output), Is.EqualTo((expected, "x\n")));
        Assert.That(error, Is.EqualTo($"* open  {server.Uri}\n"));
    }

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public async Task An_answer_of_our_server_that_breaks_off_is_an_error(bool fails, int expected)
    {
        await using var server = await EventServer.StartAsync(context => SseResults.Stream(AnswerAsync()).ExecuteAsync(context));

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-d", "{}", "--raw", "--quiet");

        Assert.That((code, output), Is.EqualTo((expected, "Hello\n")), error);
        Assert.That(error, fails ? Does.Contain("ended prematurely") : Is.Empty);

        async IAsyncEnumerable<string> AnswerAsync()
        {
            yield return "Hello";
            await Task.Yield();
            if (fails)
            {
                throw new FormatException("secret");
            }
        }
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ignores_Ctrl_C_and_exits_on_SIGTERM_in_the_background_of_a_script()
    {
        using var next = new SemaphoreSlim(0);
        await using var server = await EventServer.StartAsync(async context =>
        {
            for (var i = 1; ; i++)
            {
                await next.WaitAsync(context.RequestAborted);
                await EventServer.SendAsync(context.Response, $"data: {i}\n\n");
            }
        });
        // A shell starts a command with & like this.
        using var tool = SseProcess.StartShell($"trap '' INT; exec {SseProcess.Command} {server.Uri} --raw --quiet");
        for (var i = 1; i < 10; i++)
        {
            next.Release();
            await tool.WaitForOutputAsync($"{i}\n");
            tool.Send(Signals.Interrupt); // if it did not ignore the first, it would exit at the second
        }

        tool.Send(Signals.Terminate);

        var (code, output, error) = await tool.EndAsync();
        Assert.That((code, output, error), Is.EqualTo((143, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "")));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Exits_immediately_when_the_pipe_is_closed_even_without_another_event()
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (code, output, error) = await SseProcess.RunShellAsync($"set -o pipefail; {SseProcess.Command} {server.Uri} --raw | head -1");

        Assert.That((code, output), Is.EqualTo((0, "event 1\n")), error);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Exits_when_the_pipe_is_closed_between_many_events()
    {
        await using var server = await NumberedEventServer.StartAsync(20_000);

        var (code, output, error) = await SseProcess.RunShellAsync(
            $"set -o pipefail; {SseProcess.Command} {server.Uri} --raw -q | head -2");

        Assert.That((code, output, error), Is.EqualTo((0, "event 1\nevent 2\n", "")));
    }

    [TestCase("", "143")]
    [TestCase("--for 2s", "0")]
    [TestCase("--for 2s --take 5 --stats", "3")]
    [Platform("Linux")]
    public async Task Exits_even_if_the_output_is_blocked(string arguments, string expected)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "retry: 5000\ndata: x\n\n");
            await NumberedEventServer.HoldOpenAsync(context);
        });
        const string FillPipe = "head -c 65536 /dev/zero"; // the capacity of a pipe
        var sse = $"{SseProcess.Command} {server.Uri} --raw -v {arguments}";
        using var tool = SseProcess.StartShell(
            $"({FillPipe}; {sse} & tool=$!; echo pid $tool >&2; wait $tool; echo code $? >&2) | sleep 300");
        if (arguments.Length == 0)
        {
            await tool.WaitForErrorAsync("retry: the server set the reconnection time to 5.00s"); // the event is written next
            Signals.Send(int.Parse(tool.Error.Split("pid ")[1].Split('\n')[0], CultureInfo.InvariantCulture), Signals.Terminate);
        }

        await tool.WaitForErrorAsync($"code {expected}\n");
    }

    [Test]
    [Platform("Linux")]
    public async Task Exits_with_1_when_the_output_cannot_be_written()
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (code, _, error) = await SseProcess.RunShellAsync($"{SseProcess.Command} {server.Uri} --raw -q > /dev/full");

        Assert.That((code, error), Is.EqualTo((1, "sse: Writing to standard output failed: No space left on device.\n")));
    }

    [TestCase("--help")]
    [TestCase("serve --help")]
    [TestCase("--version")]
    [Platform("Linux")]
    public async Task Exits_with_1_when_the_help_cannot_be_written(string arguments)
    {
        var (code, _, error) = await SseProcess.RunShellAsync($"{SseProcess.Command} {arguments} > /dev/full");

        Assert.That((code, error), Is.EqualTo((1, "sse: Writing to standard output failed: No space left on device.\n")));
    }

    [TestCase("--bogus")]
    [TestCase("http://127.0.0.1 -d @/nowhere")]
    [TestCase("serve /nowhere")]
    [Platform("Linux")]
    public async Task Exits_with_2_when_the_error_of_an_argument_cannot_be_written(string arguments)
    {
        var (code, output, _) = await SseProcess.RunShellAsync($"{SseProcess.Command} {arguments} 2> /dev/full");

        Assert.That((code, output), Is.EqualTo((2, "")));
    }

    [TestCase("URL --checkpoint .", 1)]
    [TestCase("URL -d @.", 2)]
    [TestCase("serve . --port 0", 2)]
    public async Task Reports_a_folder_where_a_file_was_expected_in_one_line(string arguments, int expected)
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (code, output, error) = await SseProcess.RunAsync(
            arguments.Replace("URL", server.Uri.ToString(), StringComparison.Ordinal).Split(' '));

        Assert.That((code, output), Is.EqualTo((expected, "")), error);
        Assert.That(error, Does.Match("^sse: [^\n]+\n$"));
    }
}
