using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>A malicious server: the client ends with a typed error, in bounded memory. <c>docs/security.md</c> lists the bounds.</summary>
[NonParallelizable] // it measures memory
public class HostileServerTests
{
    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan Deadline = TestDeadline.Value;

    /// <summary>Twice the limit of 16 MiB for a buffer that grows, and what Kestrel and sockets use in the same process.</summary>
    private const long MostMemory = 96L * MiB;

    private int _requests;

    [TestCase("data: ", "x", TestName = "An_endless_line_fails")]
    [TestCase("", "data: a line of an event without an end, which is never dispatched\n", TestName = "An_endless_event_fails")]
    [TestCase("", "data\n", TestName = "An_endless_event_of_empty_lines_fails")]
    [TestCase(": ", "x", TestName = "An_endless_comment_fails")]
    [TestCase("field: ", "x", TestName = "An_endless_line_of_an_unknown_field_fails")]
    [TestCase("id: ", "x", TestName = "An_endless_ID_fails")]
    [TestCase("event: ", "x", TestName = "An_endless_type_fails")]
    public async Task An_endless_event(string start, string repeated)
    {
        _requests = 0;
        await using var server = await EventServer.StartAsync(async context =>
        {
            _requests++;
            await EventServer.SendAsync(context.Response, start);
            await RepeatAsync(context, Block(repeated));
        });

        await AssertFailsInBoundedMemory<SseLimitExceededException>(server.Uri, new());

        Assert.That(_requests, Is.EqualTo(1), "it is not asked again");
    }

    [Test]
    public async Task A_compressed_event_is_measured_as_decoded()
    {
        var bomb = Compress("data: ", Block("x"), 256 * MiB);
        await using var server = await EventServer.StartAsync(context => SendCompressedAsync(context, bomb));

        await AssertFailsInBoundedMemory<SseLimitExceededException>(server.Uri, new());
    }

    [Test]
    public async Task Compressed_comments_are_decoded_and_not_kept()
    {
        var bomb = Compress("", Block($":{new string(' ', 1022)}\n"), 256 * MiB);
        await using var server = await EventServer.StartAsync(context => SendCompressedAsync(context, bomb));

        await AssertFailsInBoundedMemory<SseConnectionException>(server.Uri, new() { MaxConsecutiveFailures = 1 });
    }

    [Test]
    public async Task Endless_comments_are_not_kept_and_EventTimeout_ends_them()
    {
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await RepeatAsync(context, Block(":\n"));
        });
        var options = new SseOptions { EventTimeout = TimeSpan.FromSeconds(0.5), MaxConsecutiveFailures = 1 };

        await AssertFailsInBoundedMemory<SseConnectionException>(server.Uri, options);
    }

    [Test]
    [NotForNetStandard("Its handler has limits of its own.")]
    public async Task Endless_headers_fail()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = SendEndlessHeadersAsync(listener);
        var uri = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        await AssertFailsInBoundedMemory<SseConnectionException>(uri, new() { MaxConsecutiveFailures = 1 });

        Assert.That(await server.WaitAsync(Deadline), Is.LessThan(16L * MiB), "what the sockets hold, and 64 KiB");
    }

    [Test]
    public async Task An_ID_of_a_megabyte_is_not_sent_back()
    {
        var received = new List<int>();
        await using var server = await EventServer.StartAsync(context =>
        {
            received.Add($"{context.Request.Headers["Last-Event-ID"]}".Length);
            return EventServer.SendAsync(context.Response, $"retry: 1\nid: {new string('x', MiB)}\ndata: x\n\n");
        });

        await SseObservable.Connect(server.Uri, new() { Jitter = 0 }).Take(3).ToTask().WaitAsync(Deadline);

        Assert.That(received, Is.EqualTo(new[] { 0, 0, 0 }));
    }

    [Test]
    [NotForNetStandard("Its headers must be ASCII.")]
    public async Task An_ID_cannot_inject_a_header()
    {
        const string Id = "a\té%0d%0aX-Evil: 1";
        var received = new List<string>();
        await using var server = await EventServer.StartAsync(context =>
        {
            received.Add($"{context.Request.Headers.ContainsKey("X-Evil")} {context.Request.Headers["Last-Event-ID"]}");
            return EventServer.SendAsync(context.Response, $"retry: 1\nid: {Id}\ndata: x\n\n");
        });

        await SseObservable.Connect(server.Uri, new() { Jitter = 0 }).Take(2).ToTask().WaitAsync(Deadline);

        Assert.That(received, Is.EqualTo(new[] { "False ", $"False {Id}" }));
    }

    private static async Task AssertFailsInBoundedMemory<TException>(Uri uri, SseOptions options)
        where TException : Exception
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await Assert.ThatAsync(
            () => SseObservable.Connect(uri, options).ToTask().WaitAsync(Deadline), Throws.InstanceOf<TException>());

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        TestContext.Out.WriteLine($"{allocated / (double)MiB:F1} MiB allocated by client and server");
        Assert.That(allocated, Is.LessThan(MostMemory));
    }

    private static byte[] Block(string repeated) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 64 * 1024 / repeated.Length)));

    private static async Task RepeatAsync(HttpContext context, byte[] block)
    {
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static byte[] Compress(string start, byte[] block, int length)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(start));
            for (var written = 0; written < length; written += block.Length)
            {
                gzip.Write(block);
            }
        }

        return result.ToArray();
    }

    private static async Task SendCompressedAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.ContentEncoding = "gzip";
        try
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task<long> SendEndlessHeadersAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var header = Block("X-Header: value\r\n");
        var sent = 0L;
        try
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
            while (true)
            {
                await stream.WriteAsync(header);
                sent += header.Length;
            }
        }
        catch (IOException)
        {
            return sent;
        }
    }
}
