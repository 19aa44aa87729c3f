using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The relay sample, between a test server and a client.</summary>
public class RelayTests
{
    [Test]
    public async Task Relays_upstream_changes_across_a_lost_connection()
    {
        var isSubscribed = new TaskCompletionSource();
        await using var upstream = await EventServer.StartAsync(async context =>
        {
            await isSubscribed.Task.WaitAsync(Sample.Deadline);
            await EventServer.SendAsync(context.Response, context.Request.Headers["Last-Event-ID"] == "3"
                ? "id: 4\nevent: t\ndata: c\n\n"
                : "retry: 1\nid: 1\nevent: t\ndata: a\n\nid: 2\nevent: t\ndata: a\n\nevent: u\ndata: x\n\nid: 3\nevent: t\ndata: b\n\n");
        });
        using var sample = Sample.Start("Relay", $"{upstream.Uri}", "--type", "t", "--port", "0");

        var events = await SseObservable.Signals(await UrlAsync(sample))
            .Do(signal => _ = signal is SseSignal.IdChanged && isSubscribed.TrySetResult()) // the server has sent the starting ID
            .Events()
            .Take(3)
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(events.Select(e => (e.Type, e.Data)), Is.EqualTo(new[] { ("t", "a"), ("t", "b"), ("t", "c") }));
        Assert.That(events.Select(e => e.LastEventId), Is.Unique.And.All.StartsWith("changes/"));
        await sample.WaitForMatchAsync(
            "(?s)t  a\n.*t  b  \\(2 held back before it\\)\n.*\\* no connection: .*\\* reconnected\n.*t  c\n");
    }

    [Test]
    public async Task Says_why_nothing_passes_any_more()
    {
        await using var upstream = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers["Last-Event-ID"] == "1" ? 401 : 200;
            return EventServer.SendAsync(context.Response, "retry: 1\nid: 1\ndata: a\n\n");
        });
        using var sample = Sample.Start("Relay", $"{upstream.Uri}", "--port", "0");

        await sample.WaitForMatchAsync("(?s)message  a\n.*\\* failed: .*401");
    }

    [Test]
    public async Task Relays_its_own_thermometer_without_a_url()
    {
        using var sample = Sample.Start("Relay", "--port", "0");

        var readings = await SseObservable.Connect(await UrlAsync(sample))
            .Select(e => e.Data)
            .Take(3)
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(readings, Has.All.Match(@"^(19|20|21)\.\d$"));
        Assert.That(readings.Zip(readings.Skip(1)), Has.All.Matches<(string One, string Next)>(pair => pair.One != pair.Next));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_stops_it()
    {
        using var sample = Sample.Start("Relay", "--port", "0");
        await UrlAsync(sample);

        sample.Interrupt();

        Assert.That((await sample.WaitForExitAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Reports_an_invalid_url_and_exits_with_1()
    {
        var (exitCode, _, error) = await Sample.RunAsync("Relay", "nonsense", "--port", "0");

        Assert.That((exitCode, error), Is.EqualTo((1, "url: expected an absolute http or https URL, not 'nonsense'.\n")));
    }

    private static async Task<Uri> UrlAsync(Sample sample)
    {
        await sample.WaitForOutputAsync("Press Ctrl+C to stop.");
        return new(sample.Output.Split("curl -N ")[1].Split(". ")[0]);
    }
}
