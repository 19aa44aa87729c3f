using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Proxies;

/// <summary>
/// An answer to a POST whose source fails, through a proxy: does its client see that it broke off? docs/deployment.md has a table. YARP is
/// in the server's tests.
/// </summary>
public class BrokenAnswerTests
{
    private static readonly string[] Events = [.. Enumerable.Range(1, 20).Select(n => $"event {n}")];

    private readonly TaskCompletionSource _isRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestCase("nginx, unbuffered")]
    [TestCase("nginx, HTTP/2")]
    [TestCase("nginx, defaults")]
    [TestCase("HAProxy")]
    [TestCase("Varnish, pipe")]
    [TestCase("Varnish, pass")]
    public async Task Passes_a_broken_answer_on_as_broken(string name)
    {
        await using var server = await StartAsync(name);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);

        Assert.That(await ReadAsync(proxy, name, "whole"), Is.EqualTo("20 events and the end"));
        Assert.That(await ReadAsync(proxy, name, "failing"), Is.EqualTo("20 events and an error"));
    }

    // HAProxy 2.6 and Caddy 2.6. If a newer one passes the break on, docs/deployment.md has to say so.
    [TestCase("HAProxy, HTTP/2")]
    [TestCase("HAProxy, HTTP/2 from the server, HTTP/2")]
    [TestCase("Caddy")]
    public async Task Ends_a_broken_answer_cleanly(string name)
    {
        await using var server = await StartAsync(name);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);

        Assert.That(await ReadAsync(proxy, name, "failing"), Is.EqualTo("20 events and the end"));
    }

    [Test]
    public async Task A_development_server_of_Node_lets_the_client_wait()
    {
        await using var server = await StartAsync("");
        await using var proxy = await Proxy.StartAsync("Node", server.Uri);

        var reading = ReadAsync(proxy, "", "failing");
        await _isRead.Task.WaitAsync(Peer.Deadline);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.That(reading.IsCompleted, Is.False);

        await proxy.KillAsync();
        Assert.That(await reading, Is.EqualTo("20 events and an error"));
    }

    private Task<TestServer> StartAsync(string name) => TestServer.StartAsync(
        app =>
        {
            app.MapPost("/whole", () => SseResults.Stream(AnswerAsync(isFailing: false)));
            app.MapPost("/failing", () => SseResults.Stream(AnswerAsync(isFailing: true)));
        },
        services => TestServer.UseHttp2(services, name.Contains("HTTP/2 from the server", StringComparison.Ordinal)));

    private async Task<string> ReadAsync(Peer proxy, string name, string path)
    {
        using var http = new HttpClient { Timeout = Peer.Deadline };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Uri, path))
        {
            Version = new(name.EndsWith("HTTP/2", StringComparison.Ordinal) ? "2.0" : "1.1"),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "Accept", "text/event-stream" } },
        };
        var events = new List<string>();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await foreach (var value in (await response.Content.ReadAsStreamAsync()).ReadSseAsync())
            {
                events.Add(value.Data);
                if (path == "failing" && events.SequenceEqual(Events))
                {
                    _isRead.SetResult(); // a proxy may drop what arrives together with the break
                }
            }

            return $"{events.Count} events and the end";
        }
        catch (IOException)
        {
            return $"{events.Count} events and an error";
        }
    }

    private async IAsyncEnumerable<SseEvent> AnswerAsync(
        bool isFailing, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var data in Events)
        {
            yield return new(data);
        }

        if (isFailing)
        {
            await _isRead.Task.WaitAsync(cancellationToken);
            throw new FormatException();
        }
    }
}
