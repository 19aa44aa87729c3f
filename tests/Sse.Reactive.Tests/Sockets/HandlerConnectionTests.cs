using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>The connections of <see cref="SseHttpHandler"/>: HTTP version, keepalive, compression, proxies.</summary>
public class HandlerConnectionTests
{
    [TestCase(HttpProtocols.Http2, "HTTP/2")]
    [TestCase(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [TestCase(HttpProtocols.Http1, "HTTP/1.1")]
    [NotForNetStandard("Its handler decides on the HTTP version by itself.")]
    public async Task Uses_HTTP_2_over_TLS_where_the_server_offers_it(HttpProtocols protocols, string expected)
    {
        using var certificate = Certificate();
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(
                context.Response, $"data: {context.Request.Protocol} {context.Request.Headers["Last-Event-ID"]}\n\n"),
            protocols,
            certificate);
        using var client = new HttpClient(SseHttpHandler.Create(AcceptAnyCertificate));
        var options = new SseOptions { HttpClient = client, LastEventId = "é" };

        Assert.That(await FirstData(server.Uri, options), Is.EqualTo($"{expected} é"));
        Assert.That(
            await FirstData(server.Uri, options with { RequestFactory = (_, _) => new(new HttpRequestMessage()) }),
            Is.EqualTo($"{expected} é"));
    }

    [Test]
    [NotForNetStandard("Its handler decides on the HTTP version by itself.")]
    public async Task A_request_with_an_exact_version_is_sent_with_it()
    {
        using var certificate = Certificate();
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: {context.Request.Protocol}\n\n"),
            HttpProtocols.Http1AndHttp2,
            certificate);
        using var client = new HttpClient(SseHttpHandler.Create(AcceptAnyCertificate));
        var options = new SseOptions
        {
            HttpClient = client,
            RequestFactory = (_, _) => new(new HttpRequestMessage { VersionPolicy = HttpVersionPolicy.RequestVersionExact }),
        };

        Assert.That(await FirstData(server.Uri, options), Is.EqualTo("HTTP/1.1"));
    }

    [Test]
    [NotForNetStandard("Its handler connects by itself.")]
    public async Task A_vanished_peer_is_probed_after_45_s()
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(context.Response, "data: a\n\n"));
        Socket? socket = null;
        using var client = new HttpClient(SseHttpHandler.Create(handler =>
        {
            var sockets = (SocketsHttpHandler)handler;
            var connect = sockets.ConnectCallback!;
            sockets.ConnectCallback = async (context, token) =>
            {
                var stream = await connect(context, token);
                socket = ((NetworkStream)stream).Socket;
                return stream;
            };
        }));
        var seen = new List<int>();

        await SseObservable.Connect(server.Uri, new() { HttpClient = client })
            .Do(_ => seen.AddRange(
            [
                (int)socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!,
                (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!,
                (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!,
                (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!,
            ]))
            .FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(seen, Is.EqualTo(new[] { 1, 45, 15, 3 }));
    }

    [TestCase("identity")]
    [TestCase("gzip; q=0.0")]
    public async Task The_callers_Accept_Encoding_is_what_is_sent(string value)
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response, $"data: {context.Request.Headers.AcceptEncoding}\n\n"));
        var options = new SseOptions { Headers = new Dictionary<string, string> { ["Accept-Encoding"] = value } };

        Assert.That(await FirstData(server.Uri, options), Is.EqualTo(value));
    }

    [TestCase("gzip", "gzip")]
    [TestCase("GZip", null)]
    [TestCase("gzip, gzip", null)]
    public async Task Compressed_streams_are_decoded_as_they_arrive(string coding, string? accepted)
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = coding;
            Stream body = context.Response.Body;
            foreach (var _ in coding.Split(','))
            {
                body = new GZipStream(body, CompressionLevel.Fastest);
            }

            await body.WriteAsync("data: a\n\n"u8.ToArray());
            await body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var options = new SseOptions();
        if (accepted is not null)
        {
            options = options with { Headers = new Dictionary<string, string> { ["Accept-Encoding"] = accepted } };
        }

        Assert.That(await FirstData(server.Uri, options), Is.EqualTo("a"));
    }

    [Test]
    public async Task A_dead_proxy_is_not_bypassed()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            requests++;
            return EventServer.SendAsync(context.Response, "data: a\n\n");
        });
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        using var client = new HttpClient(SseHttpHandler.Create(handler =>
            handler.GetType().GetProperty("Proxy")!.SetValue(handler, new WebProxy($"http://{closed.LocalEndPoint}"))));

        var signal = await SseObservable.Signals(server.Uri, new() { HttpClient = client })
            .FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(((SseSignal.Disconnected)signal).Reason, Is.EqualTo(SseDisconnectReason.ConnectFailed));
        Assert.That(requests, Is.Zero);
    }

    [Test]
    public async Task Redirects_can_be_turned_off()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect("/other");
            return Task.CompletedTask;
        });
        using var client = new HttpClient(SseHttpHandler.Create(handler =>
            handler.GetType().GetProperty("AllowAutoRedirect")!.SetValue(handler, false)));

        Assert.That(
            () => FirstData(server.Uri, new() { HttpClient = client }),
            Throws.TypeOf<SseResponseException>().With.Property("StatusCode").EqualTo(302));
    }

    [SuppressMessage("Security", "CA5359", Justification = "The test's own certificate.")]
    private static void AcceptAnyCertificate(HttpMessageHandler handler) =>
        ((SocketsHttpHandler)handler).SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static Task<string> FirstData(Uri uri, SseOptions options) =>
        SseObservable.Connect(uri, options).Select(e => e.Data).FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
}
