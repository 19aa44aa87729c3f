using System.Net.ServerSentEvents;
using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>The packages in projects outside this repository: built with warnings as errors, run against connections that break.</summary>
public class ConsumerTests
{
    [Test]
    public async Task LINQ_Rx_and_the_testing_kit_work_together_on_net10()
    {
        var consumer = await Consumer.BuildAsync("Linq", "net10.0");

        Assert.That(await consumer.RunAsync(), Is.EqualTo([.. Prices("pulled"), .. Prices("pushed"), "tested ,7,9"]));
    }

    [Test]
    public async Task The_package_includes_LINQ_on_net8_and_works_through_a_netstandard_library()
    {
        var consumer = await Consumer.BuildAsync("Net8", "net8.0");

        Assert.That(
            await consumer.RunAsync(),
            Is.EqualTo([.. Prices("pulled").Take(5), .. Prices("pushed"), .. Prices("pulled"), .. Prices("pushed")]));
    }

    [TestCase("net10.0")]
    [TestCase("net8.0")]
    public async Task An_ASP_NET_Core_application_relays_a_stream_and_resumes(string target)
    {
        var consumer = await Consumer.BuildAsync("Web", target);
        await using var upstream = await CuttingServer.StartAsync();
        using var web = Command.Start(consumer.Program, "--urls", "http://127.0.0.1:0", "--Upstream:Uri", upstream.Uri);
        var uri = new Uri((await web.WaitForOutputAsync("Now listening on: ")).Split("on: ")[1]);

        var events = await ReadAsync(new(uri, "/prices"), "", CuttingServer.Ids.Count());
        var rest = await ReadAsync(new(uri, "/prices"), events[4].EventId!, CuttingServer.Ids.Count() - 5);
        var restByParameter = await ReadAsync(new(uri, "/topics/prices"), events[4].EventId!, CuttingServer.Ids.Count() - 5);
        web.Terminate();
        await web.WaitForExitAsync();

        Assert.That(events.Select(e => e.Data), Is.EqualTo(CuttingServer.Ids.Select(Data)));
        Assert.That(rest, Is.EqualTo(events.Skip(5)), "a client that reconnects receives the rest");
        Assert.That(restByParameter, Is.EqualTo(events.Skip(5)), "also from an endpoint of the request delegate generator");
        Assert.That(consumer.Warnings, Is.EqualTo(new[] { "SSE001", "SSE002" }), "each once, though client and server have analyzers");
        Assert.That(upstream.Cuts, Is.EqualTo(4));
        Assert.That((web.ExitCode, web.Error), Is.EqualTo((0, "")));
    }

    private static IEnumerable<string> Prices(string how) => CuttingServer.Ids.Select(id => $"{how} {id} {Data(id)}");

    private static string Data(int id) => $"{{\"amount\": {id}}}";

    /// <summary>Reads the stream with the framework's parser.</summary>
    private static async Task<List<SseItem<string>>> ReadAsync(Uri uri, string lastEventId, int count)
    {
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Last-Event-ID", lastEventId } } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        var events = new List<SseItem<string>>();
        await foreach (var e in SseParser.Create(body).EnumerateAsync(deadline.Token).Take(count))
        {
            events.Add(e);
        }

        return events;
    }
}
