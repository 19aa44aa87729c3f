using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Sockets;

/// <summary>Tests that need real sockets.</summary>
public class SocketTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task Sends_the_headers_of_the_standard()
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response,
            $"data: {context.Request.Method} {context.Request.Headers.Accept} {context.Request.Headers.CacheControl} "
            + $"{context.Request.Headers["Last-Event-ID"].Count}\n\n"));

        var e = await SseObservable.Connect(server.Uri).FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(e.Data, Is.EqualTo("GET text/event-stream no-cache 0"));
    }

    [Test]
    [NotForNetStandard("Its headers must be ASCII.")]
    public async Task Sends_the_last_event_ID_as_UTF_8()
    {
        await using var server = await EventServer.StartAsync(Echo);

        var events = await SseObservable.Connect(server.Uri).Take(2).ToList().ToTask().WaitAsync(Deadline);

        Assert.That(events[1].Data, Is.EqualTo(Latin1("…")));
        Assert.That(events[1].LastEventId, Is.EqualTo("…"));
    }

    [Test]
    public async Task Omits_and_reports_an_ID_that_a_given_client_rejects()
    {
        using var client = new HttpClient();
        await using var server = await EventServer.StartAsync(Echo);

        var signals = await SseObservable.Signals(server.Uri, new() { HttpClient = client })
            .TakeUntil(s => s is SseSignal.LastEventIdOmitted)
            .ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.OfType<SseSignal.Opened>().Select(s => s.Attempt), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(((SseSignal.LastEventIdOmitted)signals[^1]).LastEventId, Is.EqualTo("…"));
    }

    [TestCase("a\u0001b")]
    [TestCase("a\fb")]
    [TestCase("a\u007Fb")]
    [TestCase("LONG")]
    public async Task Omits_and_reports_an_ID_that_no_header_can_contain(string id)
    {
        await using var server = await EventServer.StartAsync(Echo);
        var options = new SseOptions { LastEventId = id == "LONG" ? new('x', 4097) : id };

        var signals = await SseObservable.Signals(server.Uri, options).Take(3).ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.Select(s => s.GetType().Name), Is.EqualTo(new[] { "Opened", "LastEventIdOmitted", "RetryChanged" }));
    }

    [Test]
    public Task The_server_sees_the_close_within_100_ms() => AssertClosesWithin100Ms(
        async context =>
        {
            await EventServer.SendAsync(context.Response, "data: a\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        },
        async events =>
        {
            var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var subscription = events.Subscribe(_ => opened.TrySetResult());
            await opened.Task.WaitAsync(Deadline);
            var disposedAt = Stopwatch.GetTimestamp();
            subscription.Dispose();
            return disposedAt;
        });

    [Test]
    [NotForNetStandard("Its handler drains a response for up to 2 s.")]
    public Task The_server_sees_the_close_of_a_busy_stream_inside_OnNext_within_100_ms() => AssertClosesWithin100Ms(
        async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await EventServer.SendAsync(context.Response, "data: a\n\n");
            }
        },
        async events =>
        {
            long disposedAt = 0;
            await events.Do(_ => disposedAt = Stopwatch.GetTimestamp()).Take(1).ToTask().WaitAsync(Deadline);
            return disposedAt;
        });

    [Test]
    [NotForNetStandard("Its handler has no such setting.")]
    public async Task More_streams_than_one_HTTP_2_connection_allows_can_be_open()
    {
        const int Streams = 150; // Kestrel takes 100 on one
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "data: a\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }, HttpProtocols.Http2);
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(
                new HttpRequestMessage { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact }),
        };

        var events = await Observable.Merge(Enumerable.Range(0, Streams).Select(_ => SseObservable.Connect(server.Uri, options)))
            .Take(Streams).ToList().ToTask().WaitAsync(Deadline);

        Assert.That(events, Has.Count.EqualTo(Streams));
    }

    [Test]
    public async Task A_slow_observer_stops_the_server_from_writing()
    {
        var written = 0L;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await EventServer.StartAsync(context => Flood(context, bytes => Interlocked.Add(ref written, bytes)));
        using var subscription = SseObservable.Connect(server.Uri).Subscribe(_ => release.Task.Wait(Deadline));

        var stalledAt = await Stalls(() => Interlocked.Read(ref written));
        release.SetResult();
        await Until(() => Interlocked.Read(ref written) > stalledAt + 10_000_000);
    }

    [Test]
    public async Task A_slow_await_foreach_stops_the_server_from_writing()
    {
        var written = 0L;
        await using var server = await EventServer.StartAsync(context => Flood(context, bytes => Interlocked.Add(ref written, bytes)));

        await using var events = SseAsyncEnumerable.Connect(server.Uri).GetAsyncEnumerator();
        await events.MoveNextAsync();

        var stalledAt = await Stalls(() => Interlocked.Read(ref written));
        while (Interlocked.Read(ref written) <= stalledAt + 1_000_000)
        {
            await events.MoveNextAsync();
        }
    }

    [Test]
    public async Task A_refused_connection_is_retried_until_the_server_listens()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        var signal = await SseObservable.Signals($"http://127.0.0.1:{port}/").FirstAsync().ToTask().WaitAsync(Deadline);

        var lost = (SseSignal.Disconnected)signal;
        Assert.That(lost.Cause, Is.InstanceOf<HttpRequestException>());
        Assert.That(lost.Delay.TotalSeconds, Is.InRange(3, 3.75));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_retried()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };
        using var client = new HttpClient(handler);

        var signal = await SseObservable.Signals("http://example.test/", new() { HttpClient = client })
            .FirstAsync().ToTask().WaitAsync(Deadline);

        Assert.That(((SseSignal.Disconnected)signal).Cause.GetBaseException(), Is.TypeOf<SocketException>());
    }

    [Test]
    public async Task A_truncated_body_is_retried()
    {
        // Not before the client has read it: a reset discards the unread bytes of a socket.
        using var seen = new SemaphoreSlim(0);
        await using var server = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "retry: 1\nid: 1\ndata: a\n\nid: 2\nda");
            await seen.WaitAsync(Deadline);
            context.Abort();
        });

        var signals = await SseObservable.Signals(server.Uri)
            .Do(s => Release(s, seen))
            .TakeUntil(s => s is SseSignal.Disconnected { Attempt: 2 })
            .ToList().ToTask().WaitAsync(Deadline);

        Assert.That(
            signals.OfType<SseSignal.Disconnected>().Select(s => s.Cause),
            Has.All.InstanceOf<IOException>().Or.InstanceOf<HttpRequestException>());
        Assert.That(signals.OfType<SseSignal.Event>().Select(s => s.Value.LastEventId), Is.EqualTo(new[] { "1", "1" }));
    }

    /// <summary>Answers the first request with an ID, and the next ones with the bytes of the ID that they sent.</summary>
    private static Task Echo(HttpContext context)
    {
        var id = context.Request.Headers["Last-Event-ID"].ToString();
        return EventServer.SendAsync(context.Response, id.Length > 0 ? $"data: {Latin1(id)}\n\n" : "retry: 10\nid: …\ndata: hello\n\n");
    }

    /// <summary>The bytes of a header. Kestrel decodes headers as UTF-8, or else as Latin-1.</summary>
    private static string Latin1(string value) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value));

    private static void Release(SseSignal signal, SemaphoreSlim seen)
    {
        if (signal is SseSignal.Event)
        {
            seen.Release();
        }
    }

    private static async Task Flood(HttpContext context, Action<int> count)
    {
        var block = new string('x', 10_000);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await EventServer.SendAsync(context.Response, $"data: {block}\n\n");
            count(block.Length);
        }
    }

    /// <summary>
    /// Measures the time from the client's disposal to the server's notice, until it is short once: a busy machine can only add to it.
    /// </summary>
    private static async Task AssertClosesWithin100Ms(RequestDelegate serve, Func<IObservable<SseEvent>, Task<long>> dispose)
    {
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 50 && quickest >= TimeSpan.FromMilliseconds(100); i++)
        {
            var closed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var server = await EventServer.StartAsync(context =>
            {
                context.RequestAborted.Register(() => closed.TrySetResult(Stopwatch.GetTimestamp()));
                return serve(context);
            });
            var took = Stopwatch.GetElapsedTime(await dispose(SseObservable.Connect(server.Uri)), await closed.Task.WaitAsync(Deadline));
            quickest = took < quickest ? took : quickest;
        }

        Assert.That(quickest, Is.LessThan(TimeSpan.FromMilliseconds(100)));
    }

    /// <summary>Waits until a number has stopped growing for half a second.</summary>
    private static async Task<long> Stalls(Func<long> number)
    {
        var clock = Stopwatch.StartNew();
        long last;
        do
        {
            Assert.That(clock.Elapsed, Is.LessThan(Deadline), "still growing");
            last = number();
            await Task.Delay(500);
        }
        while (last == 0 || number() != last);

        return last;
    }

    private static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(clock.Elapsed, Is.LessThan(Deadline));
            await Task.Delay(10);
        }
    }
}
