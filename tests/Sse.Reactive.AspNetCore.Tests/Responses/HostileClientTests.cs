using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Malicious clients: what they cost is bounded, and nothing of them remains. <c>docs/security.md</c> lists the bounds.</summary>
[NonParallelizable] // it measures memory
public sealed class HostileClientTests : ServerFixture
{
    private const int KiB = 1024;

    [TestCase(40, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [TestCase(30, HttpStatusCode.OK)]
    public async Task The_length_of_a_last_event_ID_is_limited_by_the_server(int kibibytes, HttpStatusCode expected)
    {
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => Observable.Empty<SseEvent>()));

        using var response = await GetAsync(server, header: ("Last-Event-ID", new('x', kibibytes * KiB)));

        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_gap_repeats_an_unknown_ID_once()
    {
        var topic = new SseTopic("t");
        topic.Publish(new SseEvent("a"));
        await using var server = await Server.StartAsync(app => app.MapSse("/", topic));
        var id = new string('x', 20 * KiB);
        topic.OnCompleted();

        var text = await ReadAsync(server, header: ("Last-Event-ID", id));

        Assert.That(text, Has.Length.InRange(id.Length, id.Length + (2 * KiB)));
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    [TestCase("OPTIONS")]
    [TestCase("TRACE")]
    [TestCase("GETX")]
    public async Task Another_method_is_not_allowed_and_its_source_is_not_asked_for(string method)
    {
        var asked = 0;
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ =>
        {
            asked++;
            return Observable.Empty<SseEvent>();
        }));

        using var response = await Http.SendAsync(new(new(method), server.Uri));

        Assert.That((response.StatusCode, asked), Is.EqualTo((HttpStatusCode.MethodNotAllowed, 0)));
    }

    [Test]
    public async Task Clients_that_never_read_are_reset_after_the_write_timeout_and_cost_less_than_the_documented_memory()
    {
        const int Clients = 100;
        var topic = new SseTopic("t", new() { MaxBytes = 4 * KiB * KiB });
        var options = new SseServerOptions { WriteTimeout = TimeSpan.FromSeconds(2) };
        await using var server = await Server.StartAsync(app => app.MapSse("/", topic, options));
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => server.ConnectRawAsync("/")));
        await UntilAsync(() => topic.SubscriberCount == Clients);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var data = new string('x', 64 * KiB);
        for (var i = 0; i < 100; i++)
        {
            topic.Publish(new SseEvent(data));
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Clients / KiB;
        TestContext.Out.WriteLine($"{each} KiB for each client that does not read, with its share of the history");
        Assert.That(each, Is.LessThan(250), "200 KiB, and a hundredth of the history");
        await UntilAsync(() => topic.SubscriberCount == 0);
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    [Test]
    public async Task Connections_that_come_and_go_leave_nothing()
    {
        var topic = new SseTopic("t");
        await using var server = await Server.StartAsync(app => app.MapSse("/", topic));
        await ComeAndGoAsync(server, 100); // what the platform keeps for later
        await UntilAsync(() => topic.SubscriberCount == 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await ComeAndGoAsync(server, 1000);

        await UntilAsync(() => topic.SubscriberCount == 0);
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(2 * KiB * KiB));
    }

    [Test]
    public async Task Streams_of_HTTP_2_that_are_reset_at_once_leave_nothing()
    {
        var topic = new SseTopic("t");
        await using var server = await Server.StartAsync(app => app.MapSse("/", topic), protocols: HttpProtocols.Http2);

        for (var round = 0; round < 10; round++)
        {
            var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(server, version: "2.0")));
            foreach (var response in responses)
            {
                response.Dispose();
            }
        }

        await UntilAsync(() => topic.SubscriberCount == 0);
    }

    private static async Task ComeAndGoAsync(Server server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var client = await server.ConnectRawAsync("/");
            client.LingerState = new(i % 2 == 0, 0); // every other one is reset
        }
    }

    /// <summary>The server sees that a client has left without telling the test.</summary>
    private static Task UntilAsync(Func<bool> condition) => Waiting.AdvanceUntilAsync(
        () => Thread.Sleep(5), condition, () => "Subscribers are left.");
}
