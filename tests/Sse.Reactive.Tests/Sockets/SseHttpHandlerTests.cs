using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary><see cref="SseHttpHandler.Create()"/>: a client with this handler does what the built-in client does.</summary>
public class SseHttpHandlerTests
{
    private HttpClient _client = null!;

    [SetUp]
    public void SetUp() => _client = new(SseHttpHandler.Create()) { Timeout = Timeout.InfiniteTimeSpan };

    [TearDown]
    public void TearDown() => _client.Dispose();

    [Test]
    [NotForNetStandard("Its headers must be ASCII.")]
    public async Task Sends_a_last_event_ID_that_is_not_ASCII()
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response, $"data: {context.Request.Headers["Last-Event-ID"]}\n\n"));

        Assert.That(await FirstData(server.Uri, new() { HttpClient = _client, LastEventId = "é" }), Is.EqualTo("é"));
    }

    [TestCase("http")]
    [TestCase("https")]
    [NotForNetStandard("It does not see which proxy a request used.")]
    public async Task The_error_names_a_proxy_that_refuses_the_connection(string scheme)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var proxy = $"{listener.LocalEndpoint}";
        listener.Stop();
        using var client = new HttpClient(SseHttpHandler.Create(
            handler => ((SocketsHttpHandler)handler).Proxy = new WebProxy(new Uri($"http://user:s3cret@{proxy}"))));
        var options = new SseOptions { HttpClient = client, ReconnectPolicy = SseReconnect.Never };

        var error = await Assert.ThrowsAsync<SseConnectionException>(
            () => FirstData(new($"{scheme}://example.test/events"), options));

        Assert.That(
            error!.Message,
            Does.Contain($"connecting through the proxy {proxy}. Attempt 1 to {scheme}://example.test/events").And.Not.Contain("s3cret"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_error_of_a_proxy_that_refuses_a_tunnel_does_not_contain_its_password(bool isOwnHandler)
    {
        await using var proxy = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = 407;
            return Task.CompletedTask;
        });
        var setting = new WebProxy(new Uri($"http://user:s3cret1@{proxy.Uri.Authority}"));
        using var client = new HttpClient(isOwnHandler ? new HttpClientHandler { Proxy = setting } : SseHttpHandler.Create(handler =>
        {
            if (handler is HttpClientHandler platform)
            {
                platform.Proxy = setting; // .NET Standard
            }
            else
            {
                ((SocketsHttpHandler)handler).Proxy = setting;
            }
        }));
        var options = new SseOptions { HttpClient = client, ReconnectPolicy = SseReconnect.Never };

        var error = await Assert.ThrowsAsync<SseConnectionException>(() => FirstData(new("https://example.test/events"), options));

        Assert.That(error!.ToString(), Does.Not.Contain("s3cret"));
        Assert.That(error!.Message, Does.StartWith(
            "The proxy refused the tunnel with status 407: it needs a user name and password, or other ones"));
    }

    [TestCase("gzip, identity")]
    [TestCase("identity, gzip, none")]
    [TestCase("Identity")]
    public async Task A_coding_that_encodes_nothing_passes(string codings)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = codings;
            context.Response.ContentType = "text/event-stream";
            var isPlain = codings == "Identity";
            await using var encoded = isPlain ? context.Response.Body : new GZipStream(context.Response.Body, CompressionMode.Compress);
            await encoded.WriteAsync("data: a\n\n"u8.ToArray());
        });

        Assert.That(await FirstData(server.Uri, new() { HttpClient = _client }), Is.EqualTo("a"));
    }

    [Test]
    public async Task Follows_a_redirect_to_another_origin_without_the_sensitive_headers()
    {
        await using var other = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response, $"data: {context.Request.Headers["X-Api-Key"]},{context.Request.Headers["X-Harmless"]}\n\n"));
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Uri.ToString());
            return Task.CompletedTask;
        });
        var options = new SseOptions
        {
            HttpClient = _client,
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "key", ["X-Harmless"] = "1" },
            SensitiveHeaders = ["X-Api-Key"],
        };

        Assert.That(await FirstData(server.Uri, options), Is.EqualTo(",1"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Sends_credentials_to_a_trusted_origin_only(bool isTrusted)
    {
        await using var other = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization.Count == 1 ? 200 : 401;
            return EventServer.SendAsync(context.Response, $"data: {context.Request.Headers.Authorization}\n\n");
        });
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Uri.ToString());
            return Task.CompletedTask;
        });
        var options = new SseOptions
        {
            HttpClient = _client,
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer s3cret" },
            SensitiveHeaders = ["authorization"], // the message names it once
            TrustedOrigins = [isTrusted ? new(other.Uri, "any/path") : server.Uri],
        };

        if (isTrusted)
        {
            Assert.That(await FirstData(server.Uri, options), Is.EqualTo("Bearer s3cret"));
        }
        else
        {
            Assert.That(
                () => FirstData(server.Uri, options),
                Throws.TypeOf<SseResponseException>().With.Message.Contains("sent to it: Authorization. ")
                    .And.Message.Contains("SseOptions.TrustedOrigins"));
        }
    }

    [Test]
    public void Creates_a_new_handler_each_time()
    {
        using var one = SseHttpHandler.Create();
        using var two = SseHttpHandler.Create();

        Assert.That(one, Is.Not.SameAs(two));
    }

    [Test]
    [NotForNetStandard("Its handler is HttpClientHandler.")]
    public void The_settings_that_a_caller_may_change_are_as_documented()
    {
        SocketsHttpHandler settings = null!;
        using var handler = SseHttpHandler.Create(inner => settings = (SocketsHttpHandler)inner);

        Assert.That(settings.ConnectTimeout, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(settings.PooledConnectionLifetime, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(settings.ResponseDrainTimeout, Is.EqualTo(TimeSpan.Zero));
        Assert.That((settings.EnableMultipleHttp2Connections, settings.MaxAutomaticRedirections), Is.EqualTo((true, 20)));
        Assert.That(() => SseHttpHandler.Create(null!), Throws.ArgumentNullException);
    }

    private static Task<string> FirstData(Uri uri, SseOptions options) =>
        SseObservable.Connect(uri, options).Select(e => e.Data).FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
}
