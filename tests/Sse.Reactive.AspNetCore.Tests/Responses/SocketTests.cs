using System.Diagnostics;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Clients that stop reading, over real sockets.</summary>
[Parallelizable] // with others that wait
public sealed class SocketTests : ServerFixture
{
    [Test]
    public async Task A_client_that_stops_reading_delays_no_other_and_receives_the_queued_events()
    {
        using var source = new TestSource();
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => source, new() { MaxQueuedMessages = 10 }));
        using var stopped = await server.ConnectRawAsync("/");
        await Waiting.UntilAsync(() => source.HasObservers, () => "The source was not subscribed to.");
        var received = 0;
        using var reading = Connect(server).Subscribe(
            e =>
            {
                Interlocked.Increment(ref received);
                Waiting.Pulse();
            },
            _ => { });
        await Waiting.UntilAsync(() =>
        {
            source.OnNext(new("probe"));
            return Volatile.Read(ref received) > 0;
        }, () => "The reading client received nothing.");

        // More than the socket buffers, response buffer and outbox of the stopped client hold, at a rate that the reading client keeps up
        // with.
        var data = new string('x', 64 * 1024);
        for (var i = 0; i < 400; i++)
        {
            var before = Volatile.Read(ref received);
            source.OnNext(new(data));
            await Waiting.UntilAsync(() => Volatile.Read(ref received) > before, () => "The reading client was delayed.");
        }

        var drained = new byte[64 * 1024];
        var all = 0L;
        var tail = "";
        while (!tail.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)) // the last chunk: the response is complete
        {
            var count = await stopped.GetStream().ReadAsync(drained).AsTask().WaitAsync(Deadline);
            Assert.That(count, Is.Positive, "the connection was reset, or closed within the stream");
            all += count;
            tail = (tail + Encoding.ASCII.GetString(drained, 0, count))[^Math.Min(7, tail.Length + count)..];
        }

        Assert.That(all, Is.LessThan(399L * data.Length));
    }

    [TestCase("1.0", false)]
    [TestCase("1.1", true)]
    public async Task Kestrels_minimum_rate_does_not_apply_where_Kestrel_does_not_count_the_bytes(string version, bool applies)
    {
        using var source = new TestSource();
        IFeatureCollection? features = null;
        await using var server = await Server.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                features = context.Features;
                return next(context);
            });
            app.MapSse("/", _ => source);
        });
        using var client = new TcpClient();
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/{version}\r\nHost: x\r\n\r\n"));
        await Waiting.UntilAsync(() => source.HasObservers, () => "The source was not subscribed to.");

        var rate = features!.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate;
        Assert.That(rate, applies ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_client_that_reads_slowly_without_a_pause_is_not_reset()
    {
        const int BytesPerSecond = 256 * 1024; // the kernel's send buffer would hold many seconds of it
        var options = new SseServerOptions { WriteTimeout = TimeSpan.FromSeconds(2) };
        var large = Observable.Return(new SseEvent(new string('x', 14 * 1024 * 1024))).Concat(Observable.Never<SseEvent>());
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => large, options));
        using var client = new TcpClient { ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        var buffer = new byte[64 * 1024];
        var clock = Stopwatch.StartNew();
        for (var all = 0L; clock.Elapsed < 3.5 * options.WriteTimeout;)
        {
            var due = (int)Math.Min((long)(clock.Elapsed.TotalSeconds * BytesPerSecond) - all, buffer.Length);
            if (due < 1024)
            {
                await Task.Delay(10);
                continue;
            }

            var count = await stream.ReadAsync(buffer.AsMemory(0, due)).AsTask().WaitAsync(Deadline);
            Assert.That(count, Is.Positive, $"The connection was closed after {clock.Elapsed}.");
            all += count;
        }
    }

    [Test]
    public async Task A_client_that_reads_nothing_is_reset()
    {
        using var logs = new LogRecorder();
        var options = new SseServerOptions { WriteTimeout = TimeSpan.FromSeconds(0.5) };
        var large = Observable.Return(new SseEvent(new string('x', 14 * 1024 * 1024))).Concat(Observable.Never<SseEvent>());
        await using var server = await Server.StartAsync(
            app => app.MapSse("/", _ => large, options), builder => builder.Logging.AddProvider(logs));

        using var client = await server.ConnectRawAsync("/");

        await Waiting.UntilAsync(() => logs.Entries.Any(l => l.Event == "WriteTimedOut"), () => "The client was not reset.");
    }

    [Test]
    public async Task The_write_timeout_is_the_user_timeout_of_TCP()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The number of the socket option is that of Linux.");
        }

        var milliseconds = new TaskCompletionSource<int>();
        var options = new SseServerOptions { WriteTimeout = TimeSpan.FromSeconds(12) };
        await using var server = await Server.StartAsync(app => app.MapSse("/", SocketOption, options));

        using var response = await GetAsync(server);

        Assert.That(await milliseconds.Task.WaitAsync(Deadline), Is.EqualTo(12_000));

        IObservable<SseEvent> SocketOption(SseSubscriber subscriber)
        {
            var socket = subscriber.HttpContext.Features.Get<IConnectionSocketFeature>()!.Socket;
            return Observable.Defer(() =>
            {
                var value = new byte[4];
                socket.GetRawSocketOption(6, 18, value);
                milliseconds.SetResult(BitConverter.ToInt32(value));
                return Observable.Empty<SseEvent>();
            });
        }
    }
}
