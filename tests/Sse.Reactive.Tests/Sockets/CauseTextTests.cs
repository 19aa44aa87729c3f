using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary><see cref="SseSignal.Disconnected.CauseText"/>: what happened, and not that an error occurred.</summary>
public class CauseTextTests
{
    [Test]
    public async Task A_server_that_closes_without_an_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var uri = new Uri($"http://{listener.LocalEndpoint}/");
        var closing = CloseAllAsync(listener);

        var lost = await SseObservable.Signals(uri).OfType<SseSignal.Disconnected>().FirstAsync().ToTask().WaitAsync(TestDeadline.Value);
        listener.Stop();
        await closing;

        Assert.That(
            lost.CauseText,
            Does.StartWith("The server closed the connection without an answer.").And.Not.Contain("An error occurred"));
    }

    [Test]
    public async Task The_error_of_a_sequence_that_is_not_retried()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var uri = new Uri($"http://{listener.LocalEndpoint}/");
        var closing = CloseAllAsync(listener);

        Assert.That(
            () => SseObservable.Connect(uri, new() { ReconnectPolicy = SseReconnect.Never })
                .FirstAsync().ToTask().WaitAsync(TestDeadline.Value),
            Throws.TypeOf<SseConnectionException>().With.Message.StartsWith("The server closed the connection without an answer."));
        listener.Stop();
        await closing;
    }

    [Test]
    public Task A_gzip_body_that_is_corrupt() => CorruptBodyAsync("gzip");

    [Test]
    [NotForNetStandard("It does not decode Brotli.")]
    public Task A_Brotli_body_that_is_corrupt() => CorruptBodyAsync("br");

    [Test]
    public async Task Speaking_TLS_to_a_server_without_it()
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(context.Response, "data: a\n\n"));
        var uri = new UriBuilder(server.Uri) { Scheme = "https" }.Uri;

        var lost = await SseObservable.Signals(uri).OfType<SseSignal.Disconnected>().FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(lost.CauseText, Does.Not.Contain("see inner exception").And.Not.Empty);
    }

    private static async Task CorruptBodyAsync(string coding)
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            return EventServer.SendAsync(context.Response, "data: not compressed, and long enough for a header\n\n");
        });

        var lost = await SseObservable.Signals(server.Uri).OfType<SseSignal.Disconnected>().FirstAsync().ToTask()
            .WaitAsync(TestDeadline.Value);

        Assert.That(lost.CauseText, Does.Contain("Content-Encoding"));
    }

    /// <summary>Reads a request on each connection, and closes it. (The platform tries a second connection.)</summary>
    private static async Task CloseAllAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                Assert.That(await connection.GetStream().ReadAsync(new byte[1024]), Is.Positive);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }
}
