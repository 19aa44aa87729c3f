using System.Globalization;
using System.Net.Sockets;
using System.Reactive;
using Microsoft.AspNetCore.Http;
using Spectre.Console;
using Sse.Tests.Shared;
using StatusMonitor;

namespace Sse.Samples.Tests;

/// <summary>The status monitor sample: run with its own server and with a test server, and its table without a terminal.</summary>
public class StatusMonitorTests
{
    private static readonly SseSignal.Opened Opened = new(1, null, new Dictionary<string, string>());

    [Test]
    [Platform(Exclude = "Win")]
    public async Task The_demo_shows_every_kind_of_fault()
    {
        using var sample = Sample.Start("StatusMonitor", "--seconds", "600", "--idle", "4");

        await sample.WaitForMatchAsync(@"cut +lost +Connection reset by peer; reconnecting in \d");
        await sample.WaitForMatchAsync(@"cut +open +attempt [2-9]");
        await sample.WaitForMatchAsync(@"busy +lost +status 503, Retry-After: 1; reconnecting in \d");
        await sample.WaitForMatchAsync(@"busy +open +attempt [2-9]");
        await sample.WaitForMatchAsync(@"silent +lost +idle timeout; reconnecting in 0\.\d s");
        await sample.WaitForMatchAsync(@"ending +lost +stream closed by the server");
        await sample.WaitForMatchAsync(@"ending +ended +204: do not reconnect");
        await sample.WaitForMatchAsync(@"missing +failed status 404");
        sample.Interrupt();

        var (exitCode, output, _) = await sample.WaitForExitAsync();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"steady: Open, attempt 1, [1-9]\d* events, last ID '[1-9]\d*'\n"));
        Assert.That(output, Does.Contain("ending: Closed, attempt 2, 3 events, last ID '3', last cause: 204: do not reconnect\n"));
        Assert.That(output.Contains('\u001B'), Is.False, "no control sequences without a terminal");
    }

    [Test]
    public async Task Exits_when_its_time_is_up()
    {
        var (exitCode, output, _) = await Sample.RunAsync("StatusMonitor", "--seconds", "1");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match("(^|\n)steady: (Connecting|Open), attempt "));
    }

    [Test]
    [Platform("Linux")]
    public async Task Shows_a_live_table_in_a_terminal()
    {
        using var sample = Sample.StartInTerminal("StatusMonitor", "--seconds 600");

        await sample.WaitUntilAsync(output => output.Split("│ Stream ").Length > 5, "a table that is redrawn repeatedly");
        await sample.WaitForMatchAsync(@"│ steady +│ \S*Open\S* +│ +\d │ +│ +[1-9]\d* │ +\d\.\d │");
        await sample.WaitForMatchAsync(@"│ busy +│ \S*Connecting\S* +│ +\d │ +\d\.\d s │");
        await sample.WaitForOutputAsync("status 404");
        await sample.PressControlCAsync();

        var (exitCode, output, _) = await sample.WaitForExitAsync();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("open   attempt"));
    }

    [Test]
    public async Task Ends_when_all_streams_have_ended_and_hides_the_query_of_urls()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            if (context.Request.Headers["Last-Event-ID"].Count > 0)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }

            return EventServer.SendAsync(context.Response, "retry: 1\nid: a[red]\ndata: yes\n\n");
        });

        var (exitCode, output, _) = await Sample.RunAsync("StatusMonitor", $"{server.Uri}one?token=secret", $"{server.Uri}two");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain($"{server.Uri.Authority}/one: Closed, attempt 2, 1 events, last ID 'a[red]'"));
        Assert.That(output, Does.Contain($"{server.Uri.Authority}/two: Closed, attempt 2, 1 events").And.Not.Contain("secret"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_stops_it_with_a_summary()
    {
        using var sample = Sample.Start("StatusMonitor");
        await sample.WaitForOutputAsync($"{"steady",-24} open");

        sample.Interrupt();

        var (exitCode, output, _) = await sample.WaitForExitAsync();
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("steady: Open"));
    }

    [Test]
    public async Task Reports_an_invalid_url_and_exits_with_1()
    {
        var (exitCode, _, error) = await Sample.RunAsync("StatusMonitor", "nonsense");

        Assert.That((exitCode, error), Is.EqualTo((1, "urls: expected absolute http or https URLs, not 'nonsense'.\n")));
    }

    [TestCase("--seconds", "x")]
    [TestCase("--idle", "x")]
    [TestCase("--idle", "0")]
    public async Task Reports_an_invalid_number_of_seconds_and_exits_with_1(string option, string seconds)
    {
        var (exitCode, _, error) = await Sample.RunAsync("StatusMonitor", option, seconds);

        Assert.That((exitCode, error.Trim()), Is.EqualTo((1, $"{option}: expected a number from 0.1 to 86400.")));
    }

    [Test]
    public void Shows_state_attempt_countdown_rate_id_and_cause_in_the_table()
    {
        var open = new StreamStatus("a").Apply(Next(Opened), At(0));
        for (var i = 0; i < 200; i++)
        {
            open = open.Apply(Next(new SseSignal.Event(new("x", LastEventId: "[7]"))), At(i * 0.1));
        }

        var waiting = new StreamStatus("b").Apply(Next(Opened), At(0)).Apply(
            Next(new SseSignal.Disconnected(1, new IOException("?", new SocketException(104)), TimeSpan.FromSeconds(5))), At(18));
        var closed = new StreamStatus("c").Apply(Notification.CreateOnError<SseSignal>(new TimeoutException()), At(0));

        var rows = Rows(At(19.9), open, waiting, closed);

        Assert.That(rows[0], Is.EqualTo(new[] { "a", "Open", "1", "", "200", "10.3", "[7]", "" }));
        Assert.That(rows[1], Is.EqualTo(new[] { "b", "Connecting", "1", "3.1 s", "0", "0.0", "", new SocketException(104).Message }));
        Assert.That(rows[2], Is.EqualTo(new[] { "c", "Closed", "1", "", "0", "0.0", "", "idle timeout" }));
    }

    [Test]
    public void The_countdown_stops_at_zero_and_ends_with_the_connection()
    {
        var waiting = new StreamStatus("a").Apply(
            Next(new SseSignal.Disconnected(1, new SseStreamClosedException(), TimeSpan.FromSeconds(1))), At(0));

        Assert.That(waiting.RemainingDelayAt(At(2)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(waiting.Apply(Next(Opened), At(2)).RemainingDelayAt(At(2)), Is.Null);
    }

    [Test]
    public void Replaces_control_characters_and_shortens_text_from_the_server()
    {
        var status = new StreamStatus("a").Apply(Next(new SseSignal.IdChanged("\u001B[2J" + new string('x', 200))), At(0));

        var cell = Rows(At(0), status)[0][6];

        Assert.That(cell, Does.StartWith("\uFFFD[2Jx").And.EndsWith("…").And.Length.EqualTo(80));
    }

    private static Notification<SseSignal> Next(SseSignal signal) => Notification.CreateOnNext(signal);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>The cells of the table on a wide terminal without colors.</summary>
    private static string[][] Rows(TimeSpan now, params StreamStatus[] statuses)
    {
        var screen = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(
            new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 300;
        console.Write(StatusTable.Create(statuses, now));
        return
        [
            .. screen.ToString().Split('\n').Where(line => line.StartsWith('│')).Skip(1).Select(
                line => line.Trim().Trim('│').Split('│').Select(cell => cell.Trim()).ToArray()),
        ];
    }
}
