using Sse.Tests.Shared;
using Sse.Tool.Tests.Running;

namespace Sse.Tool.Tests;

/// <summary>How the built tool ends: signals, and outputs that nobody reads or that cannot be written.</summary>
[Parallelizable(ParallelScope.Children)]
public class EndTests
{
    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_signal_ends_it_in_good_order_and_the_server_sees_it(string signal, int expected)
    {
        var gone = new TaskCompletionSource();
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "data: x\n\n");
            await Log.OpenUntilGoneAsync(context);
            gone.SetResult();
        });
        using var tool = SseProcess.Start(server.Uri.ToString(), "--raw");
        await tool.WrittenAsync("x\n");

        tool.Signal(signal);

        var (code, output, error) = await tool.EndAsync();
        await gone.Task.WaitAsync(SseProcess.Deadline);
        Assert.That((code, output), Is.EqualTo((expected, "x\n")));
        Assert.That(error, Is.EqualTo($"* open  {server.Uri}\n"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_closed_pipe_ends_it_at_once_though_no_event_follows()
    {
        await using var server = await Log.StartAsync(1);

        var (code, output, error) = await SseProcess.ShellAsync($"set -o pipefail; {SseProcess.Command} {server.Uri} --raw | head -1");

        Assert.That((code, output), Is.EqualTo((0, "event 1\n")), error);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_pipe_that_closes_in_the_middle_of_many_events_ends_it_too()
    {
        await using var server = await Log.StartAsync(20_000);

        var (code, output, error) = await SseProcess.ShellAsync($"set -o pipefail; {SseProcess.Command} {server.Uri} --raw -q | head -2");

        Assert.That((code, output, error), Is.EqualTo((0, "event 1\nevent 2\n", "")));
    }

    [TestCase("", "143")]
    [TestCase("--for 500ms", "0")]
    [TestCase("--for 500ms --take 5 --stats", "3")]
    [Platform("Linux")]
    public async Task An_output_that_nobody_reads_does_not_keep_it_from_ending(string arguments, string expected)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "retry: 5000\ndata: x\n\n");
            await Log.OpenUntilGoneAsync(context);
        });
        const string Full = "head -c 65536 /dev/zero"; // all that the pipe holds
        using var tool = SseProcess.StartShell($"({Full}; {SseProcess.Command} {server.Uri} --raw -v {arguments} & tool=$!; echo told $tool >&2; wait $tool; echo code $? >&2) | sleep 300");
        await tool.ToldAsync("retry: the server asks for 5.00s"); // and the event is about to be written
        if (arguments.Length == 0)
        {
            using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", tool.Told.Split("told ")[1].Split('\n')[0]]);
        }

        await tool.ToldAsync($"code {expected}\n");
    }

    [Test]
    [Platform("Linux")]
    public async Task An_output_that_cannot_be_written_is_exit_code_1()
    {
        await using var server = await Log.StartAsync(1);

        var (code, _, error) = await SseProcess.ShellAsync($"{SseProcess.Command} {server.Uri} --raw -q > /dev/full");

        Assert.That((code, error), Is.EqualTo((1, "sse: The output cannot be written: No space left on device.\n")));
    }
}
