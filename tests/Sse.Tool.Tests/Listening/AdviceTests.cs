using System.Net;
using System.Net.Sockets;
using System.Text;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>What the tool advises when something is wrong: in words of its command line, not of the library.</summary>
[Parallelizable(ParallelScope.Children)]
public class AdviceTests
{
    private static readonly string[] LibraryWords = ["SseOptions", "SseReconnect", "HttpClient", "SseHttpHandler", "Decompression"];

    [Test]
    public async Task Says_how_to_ask_for_a_stream_without_a_content_coding()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            if (context.Request.Headers.AcceptEncoding != "identity")
            {
                context.Response.Headers.ContentEncoding = "zstd";
            }

            return EventServer.SendAsync(context.Response, "data: x\n\n");
        });
        string[] arguments = [server.Uri.ToString(), "--raw", "--take", "1"];

        var encoded = await SseProcess.RunAsync([.. arguments, "--no-reconnect"]);
        var plain = await SseProcess.RunAsync([.. arguments, "-q", "-H", "Accept-Encoding: identity"]);

        Assert.That(encoded.ExitCode, Is.EqualTo(1));
        Assert.That(
            encoded.Error,
            Does.Contain("content coding 'zstd', which was not decoded. Ask for none with -H 'Accept-Encoding: identity'."));
        AssertHasNoLibraryWords(encoded.Error);
        Assert.That(plain, Is.EqualTo(new ProcessResult(0, "x\n", "")));
    }

    [Test]
    public async Task Says_why_an_ID_is_not_sent()
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (_, _, error) = await SseProcess.RunAsync(
            server.Uri.ToString(), "--last-event-id", new string('x', 5000), "--raw", "--take", "1");

        Assert.That(error, Does.Contain(
            "* not resumed  the last event ID cannot be sent: It is longer than 4096 bytes. Many servers reject a longer header.\n"));
        AssertHasNoLibraryWords(error);
    }

    [Test]
    public async Task Suggests_http_where_the_server_has_no_TLS()
    {
        await using var server = await NumberedEventServer.StartAsync(1);
        var url = new UriBuilder(server.Uri) { Scheme = "https" }.Uri;

        var (code, _, error) = await SseProcess.RunAsync(url.ToString(), "--no-reconnect");

        Assert.That((code, error), Is.EqualTo((
            1,
            $"sse: {url.Authority}: the server does not answer with TLS; for plain HTTP, use http://. "
            + "Not retried because of --no-reconnect.\n")));
    }

    [Test]
    public async Task Names_the_proxy_that_refuses_the_connection()
    {
        var (_, _, error) = await SseProcess.RunAsync(("HTTP_PROXY", "http://127.0.0.1:1"), "http://example.test/", "--no-reconnect");

        Assert.That(error, Does.Contain("Connection refused").And.Contain(", connecting through the proxy 127.0.0.1:1."));
    }

    [Test]
    public async Task Names_the_target_of_a_redirect_that_refuses_the_connection()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.CompletedTask;
        });

        var (_, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "--no-reconnect");

        Assert.That(error, Does.StartWith("sse: 127.0.0.1:1: Connection refused"));
    }

    [Test]
    public async Task Says_that_a_body_is_not_in_its_coding()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return EventServer.SendAsync(context.Response, "data: not compressed, and long enough for a header\n\n");
        });

        var (_, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "--no-reconnect");

        Assert.That(error, Does.Contain("The body is not valid in the coding that its Content-Encoding names."));
        AssertHasNoLibraryWords(error);
    }

    [Test]
    public async Task Says_that_a_server_closes_without_an_answer_to_a_POST()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var tool = SseProcess.Start($"http://{listener.LocalEndpoint}/", "-d", "x");
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            var received = "";
            var buffer = new byte[1024];
            while (!received.EndsWith("\r\n\r\nx", StringComparison.Ordinal)) // all of it: closing would reset the connection
            {
                received += Encoding.ASCII.GetString(buffer, 0, await connection.GetStream().ReadAsync(buffer));
            }
        }

        Assert.That((await tool.EndAsync()).Error, Does.Contain("The server closed the connection without an answer."));
    }

    [Test]
    public async Task Warns_once_that_a_stream_without_IDs_cannot_be_resumed_from_a_checkpoint()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, "data: x\n\ndata: y\n\ndata: z\n\n"));
        var folder = Directory.CreateTempSubdirectory();

        var (code, _, error) = await SseProcess.RunAsync(
            server.Uri.ToString(), "--raw", "--take", "3", "--checkpoint", Path.Combine(folder.FullName, "position"));
        folder.Delete(recursive: true);

        Assert.That((code, error), Is.EqualTo((
            0,
            $"* open  {server.Uri}\n* no ID  the server sends events without IDs, so --checkpoint cannot resume after them\n")));
    }

    private static void AssertHasNoLibraryWords(string error) =>
        Assert.That(LibraryWords.Where(word => error.Contains(word, StringComparison.Ordinal)), Is.Empty, error);
}
