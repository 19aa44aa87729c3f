using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>How a stream ends before its source has completed: so that no client takes a part for the whole.</summary>
public sealed class UnfinishedEndTests : AnswerFixture
{
    private static readonly string[] Reasons = ["SourceFailed", "MaxConnectionAge", "AuthenticationExpired", "Shutdown"];

    private static IEnumerable<string[]> Ends =>
        from version in Versions
        from path in new[] { "mapped", "result" }
        from kind in Kinds
        from reason in Reasons
        select new[] { version, path, kind, reason };

    [TestCaseSource(nameof(Ends))]
    public async Task Breaks_off_after_the_queued_events_where_no_client_resumes(string version, string path, string kind, string reason)
    {
        Options = Options with { UnfinishedEnd = path == "mapped" ? SseUnfinishedEnd.Abort : SseUnfinishedEnd.ByMethod };
        TicketLifetime = reason == "AuthenticationExpired" ? TimeSpan.FromMinutes(10) : TicketLifetime;
        await using var server = await StartAsync(version, kind);
        using var response = await AskAsync(server, version, path);

        End(server, path, reason);

        Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\n", true)));
        await Waiting.UntilAsync(() => Logs.Entries.Any(e => e.Event == "BrokenOff"), () => "Nothing was logged.");
        Assert.That(Logs.Messages, Has.One.Contains($"({reason}). Events sent: 1. Lost: what the source had not yet delivered.")
            .And.Contains($"the answer to {(path == "mapped" ? "GET" : "POST")} /{path}"));
        Assert.That(Logs.Entries, Has.One.Matches<(LogLevel Level, string? Event, Exception?)>(
            e => e is { Level: LogLevel.Warning, Event: "BrokenOff" }));
    }

    [TestCaseSource(nameof(Ends))]
    public async Task Ends_cleanly_where_a_client_resumes(string version, string path, string kind, string reason)
    {
        Options = Options with
        {
            UnfinishedEnd = path == "mapped" ? SseUnfinishedEnd.ByMethod : SseUnfinishedEnd.Resume,
            ReconnectionTime = TimeSpan.FromSeconds(4),
        };
        TicketLifetime = reason == "AuthenticationExpired" ? TimeSpan.FromMinutes(10) : TicketLifetime;
        await using var server = await StartAsync(version, kind);
        using var response = await AskAsync(server, version, path);

        End(server, "mapped", reason);

        var (text, isBroken) = await ReadToEndAsync(response);
        Assert.That(text, Does.Match("data: first\n\nretry: [4-9][0-9]{3}\n$"));
        Assert.That(isBroken, Is.False);
        Assert.That(Logs.Entries.Select(e => e.Event), Does.Not.Contain("BrokenOff"));
    }

    [Test]
    public async Task A_completed_source_ends_its_stream_cleanly(
        [ValueSource(nameof(Versions))] string version, [Values("mapped", "result")] string path, [ValueSource(nameof(Kinds))] string kind)
    {
        Options = Options with { UnfinishedEnd = SseUnfinishedEnd.Abort };
        await using var server = await StartAsync(version, kind);
        using var response = await AskAsync(server, version, path);

        Source.OnCompleted();

        Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\n", false)));
        Assert.That(Logs.Entries.Select(e => e.Event), Does.Not.Contain("BrokenOff"));
    }

#if !MUTANTS // takes seconds
    [Test]
    [SuppressMessage("Security", "CA5359", Justification = "The test's own certificate.")]
    public async Task A_break_is_no_fault_to_Kestrel([ValueSource(nameof(Versions))] string version, [Values] bool isEncrypted)
    {
        using var kestrel = new LogRecorder("Microsoft.AspNetCore");
        await using var server = await Server.StartAsync(
            app => app.MapPost("/result", () => SseResults.Stream(Source, Options)),
            builder =>
            {
                builder.Logging.AddProvider(Logs).AddProvider(kestrel);
                builder.WebHost.UseUrls().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, endpoint =>
                {
                    endpoint.Protocols = version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;
                    if (isEncrypted)
                    {
                        endpoint.UseHttps(CreateCertificate());
                    }
                }));
            });
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Uri, "result"))
        {
            Version = new(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await Answer.BeginAsync(http, request);
        Source.OnNext(new("first"));
        await response.ReadUntilAsync("data: first\n\n");

        Source.OnError(new FormatException());

        var end = version == "2.0" ? ReadToEndAsync(response) : response.ReadToEndAsync(); // without a second's wait
        Assert.That(await end, Is.EqualTo(("data: first\n\n", true)));
        await server.App.StopAsync().WaitAsync(Deadline);
        Assert.That(
            kestrel.Entries.Zip(kestrel.Messages).Where(e => e.First.Level >= LogLevel.Warning).Select(e => e.Second + e.First.Error),
            Is.Empty);
    }
#endif

    [Test]
    public async Task Resets_a_connection_without_chunks_after_it_was_sent_what_was_queued()
    {
        await using var server = await StartAsync("1.1", "observable");
        using var client = new TcpClient();
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /result HTTP/1.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        await Waiting.UntilAsync(() => Source.HasObservers, () => "The source was not subscribed to.");

        Source.OnNext(new("first"));
        Source.OnError(new FormatException());

        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync().WaitAsync(Deadline) != "data: first")
        {
        }

        await Waiting.UntilAsync(() => Logs.Entries.Any(e => e.Event == "BrokenOff"), () => "The answer was not broken off.");
        Advance(seconds: 1);

        Assert.That(
            async () => await reader.ReadToEndAsync().WaitAsync(Deadline),
            Throws.InstanceOf<IOException>(),
            "It looks like the end of the answer.");
    }

    [TestCaseSource(nameof(Versions))]
    public async Task A_host_that_stops_waits_for_an_answer(string version)
    {
        foreach (var kind in Kinds)
        {
            await using var server = await StartAsync(version, kind);
            using var response = await AskAsync(server, version, "result");

            var stopping = server.App.StopAsync();
            Source.OnNext(new("last"));
            Source.OnCompleted();

            Assert.That(await ReadToEndAsync(response), Is.EqualTo(("data: first\n\ndata: last\n\n", false)), kind);
            await stopping.WaitAsync(Deadline);
            SetUpAnswers();
        }
    }

    [TestCaseSource(nameof(Versions))]
    public async Task A_slow_client_receives_what_was_queued_and_then_the_break(string version)
    {
        var data = new string('x', 10_000);
        await using var server = await StartAsync(version, "observable");
        using var response = await AskAsync(server, version, "result");

        var sent = 0;
        for (; !Logs.Entries.Any(e => e.Event == "TooSlow"); sent++)
        {
            Source.OnNext(new(data));
        }

        await response.ReadLengthAsync(FakeClient.Opening.Length + "data: first\n\n".Length + ((sent - 1) * (data.Length + 8)));
        var (text, isBroken) = await ReadToEndAsync(response);
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(isBroken);
        Assert.That(text, Does.EndWith("x\n\n"), "The last event is cut off.");
        Assert.That(events, Has.Length.EqualTo(sent), "All but the event for which there was no room; and the first.");
        Assert.That(Logs.Messages, Has.One.Contains($"(TooSlow). Events sent: {sent}. Lost: at least 1, and what"));
    }

    [TestCaseSource(nameof(Versions))]
    public async Task Our_client_reports_an_answer_that_breaks_off(string version)
    {
        foreach (var kind in Kinds)
        {
            await using var server = await StartAsync(version, kind);
            var received = new List<string>();
            var client = SseObservable.Connect(new Uri(server.Uri, "result"), new()
            {
                RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
                {
                    Version = new(version),
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                }),
            });
            var end = client.Do(e => received.Add(e.Data)).Do(_ => Waiting.Pulse()).LastOrDefaultAsync().ToTask();
            _ = end.ContinueWith(_ => Waiting.Pulse(), TaskScheduler.Default);
            await Waiting.UntilAsync(() => Source.HasObservers, () => "The source was not subscribed to.");
            Source.OnNext(new("first"));
            await Waiting.UntilAsync(() => received.Count > 0, () => "Nothing was received.");

            Source.OnError(new FormatException());
            await Waiting.UntilAsync(
                () =>
                {
                    Advance(seconds: Logs.Entries.Any(e => e.Event == "BrokenOff") ? 1 : 0);
                    return end.IsCompleted;
                },
                () => "The client did not see the end.");

            Assert.That(async () => await end, Throws.InstanceOf<SseConnectionException>(), "It takes half an answer for the whole.");
            SetUpAnswers();
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private void End(Server server, string path, string reason)
    {
        switch (reason)
        {
            case "SourceFailed":
                Source.OnError(new FormatException("secret"));
                break;
            case "MaxConnectionAge":
                Advance(seconds: 1.25 * 3600);
                break;
            case "AuthenticationExpired":
                Advance(seconds: 600);
                break;
            default:
                server.App.Lifetime.StopApplication();
                Advance(path == "mapped" ? 5 : 28);
                break;
        }
    }
}
