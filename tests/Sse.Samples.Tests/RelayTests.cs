using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The relay, run as a newcomer runs it: between a server and a client of ours.</summary>
public class RelayTests
{
    [Test]
    public async Task What_changes_upstream_comes_out_downstream_across_a_lost_connection()
    {
        var isWatched = new TaskCompletionSource();
        await using var upstream = await EventServer.StartAsync(async context =>
        {
            await isWatched.Task.WaitAsync(Sample.Deadline);
            await EventServer.SendAsync(context.Response, context.Request.Headers["Last-Event-ID"] == "3"
                ? "id: 4\nevent: t\ndata: c\n\n"
                : "retry: 1\nid: 1\nevent: t\ndata: a\n\nid: 2\nevent: t\ndata: a\n\nevent: u\ndata: x\n\nid: 3\nevent: t\ndata: b\n\n");
        });
        using var sample = Sample.Start("Relay", $"{upstream.Uri}", "--type", "t", "--port", "0");

        var events = await SseObservable.Signals(await UrlAsync(sample))
            .Do(signal => _ = signal is SseSignal.IdChanged && isWatched.TrySetResult()) // its place is known from here on
            .Events()
            .Take(3)
            .ToList()
            .Timeout(Sample.Deadline)
            .ToTask();

        Assert.That(events.Select(e => (e.Type, e.Data)), Is.EqualTo(new[] { ("t", "a"), ("t", "b"), ("t", "c") }));
        Assert.That(events.Select(e => e.LastEventId), Is.Unique.And.All.StartsWith("changes/"));
    }

    [Test]
    public async Task Without_a_url_it_relays_a_thermometer_of_its_own()
    {
        using var sample = Sample.Start("Relay", "--port", "0");

        var readings = await SseObservable.Connect(await UrlAsync(sample)).Select(e => e.Data).Take(3).ToList().Timeout(Sample.Deadline).ToTask();

        Assert.That(readings, Has.All.Match(@"^(19|20|21)\.\d$"));
        Assert.That(readings.Zip(readings.Skip(1)), Has.All.Matches<(string One, string Next)>(pair => pair.One != pair.Next));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_ends_it()
    {
        using var sample = Sample.Start("Relay", "--port", "0");
        await UrlAsync(sample);

        sample.Interrupt();

        Assert.That((await sample.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_bad_url_is_a_message_and_an_exit_code()
    {
        var (exitCode, _, error) = await Sample.RunAsync("Relay", "nonsense", "--port", "0");

        Assert.That((exitCode, error), Is.EqualTo((1, "'nonsense' is no absolute http or https URL.\n")));
    }

    private static async Task<Uri> UrlAsync(Sample sample)
    {
        await sample.WrittenAsync("Ctrl+C ends it.");
        return new(sample.Written.Split("curl -N ")[1].Split(". ")[0]);
    }
}
