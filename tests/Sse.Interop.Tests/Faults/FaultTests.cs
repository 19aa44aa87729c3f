using System.Diagnostics;
using System.Reactive.Linq;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Faults;

/// <summary>
/// The client and the server over a connection with faults. After each fault, all events arrive in order and exactly once.
/// </summary>
public class FaultTests
{
    private const int Count = 12;

    private static readonly SseOptions ReconnectImmediately = new()
    {
        ReconnectPolicy = context => SseReconnect.Default(context) == SseReconnectDecision.RetryAfter(context.Delay)
            ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
            : SseReconnect.Default(context),
    };

    [Test]
    public async Task Survives_single_bytes()
    {
        await using var server = await TestServer.StartFeedAsync(until: 200, close: 50);
        await using var proxy = new FaultProxy(server.Uri, _ => new Fault.SingleBytes());

        Assert.That(await ReadAllAsync(proxy.Uri, ReconnectImmediately), Is.EqualTo(Feed.Events(1, 200)));
        Assert.That(proxy.Bytes, Is.GreaterThan(Feed.Events(1, 200).Sum(e => e.Data.Length)));
        Assert.That(proxy.Writes, Is.EqualTo(proxy.Bytes));
    }

    [TestCase("FIN")]
    [TestCase("RST")]
    public async Task Survives_a_cut_after_every_number_of_bytes(string how)
    {
        await using var server = await TestServer.StartFeedAsync(Count);
        var whole = await LengthAsync(server.Uri);
        var times = new List<TimeSpan>();

        for (var n = 0; n < whole; n++)
        {
            await using var proxy = new FaultProxy(
                server.Uri, number => number > 1 ? Fault.None : how == "FIN" ? new Fault.Fin(n) : new Fault.Rst(n));
            TimeSpan? resumedAfter = null;
            var signals = SseObservable.Signals(proxy.Uri, ReconnectImmediately)
                .Do(signal => resumedAfter ??= signal is SseSignal.Event && proxy.Connections > 1 ? proxy.SinceFault : null);

            Assert.That(await ReadAllAsync(signals), Is.EqualTo(Feed.Events(1, Count)), $"cut after {n} of {whole} bytes");
            if (resumedAfter is { } time)
            {
                times.Add(time);
            }
        }

        WriteTimes($"{how} after each of 0 to {whole - 1} bytes", times);
    }

    [Test]
    public async Task Survives_cuts_of_every_connection()
    {
        await using var server = await TestServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number % 2 == 0 ? new Fault.Fin(number) : new Fault.Rst(number));

        var time = Stopwatch.StartNew();
        Assert.That(await ReadAllAsync(proxy.Uri, ReconnectImmediately), Is.EqualTo(Feed.Events(1, Count)));
        TestContext.Out.WriteLine($"{proxy.Connections} connections for {Count} events: {time.Elapsed.TotalMilliseconds:0} ms");
        Assert.That(proxy.Connections, Is.GreaterThan(Count));
    }

    [TestCase(0, TestName = "The_idle_timeout_detects_silence_before_the_headers")]
    [TestCase(1, TestName = "The_idle_timeout_detects_silence_after_the_first_byte")]
    [TestCase(400, TestName = "The_idle_timeout_detects_silence_in_the_stream")]
    public async Task Silence(int after)
    {
        await using var server = await TestServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number == 1 ? new Fault.Stall(after) : Fault.None);
        var options = ReconnectImmediately with { IdleTimeout = TimeSpan.FromMilliseconds(500) };
        TimeSpan? resumedAfter = null;
        var time = Stopwatch.StartNew();
        var signals = SseObservable.Signals(proxy.Uri, options)
            .Do(signal => resumedAfter ??= signal is SseSignal.Event && proxy.Connections > 1 ? proxy.SinceFault : null);

        Assert.That(await ReadAllAsync(signals), Is.EqualTo(Feed.Events(1, Count)));
        Assert.That(time.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(450)), "the timeout detects it");
        Assert.That(proxy.Connections, Is.GreaterThan(1));
        WriteTimes($"silence after {after} bytes, idle timeout 500 ms", [resumedAfter!.Value]);
    }

    [Test]
    public async Task Waits_for_a_slow_accept()
    {
        await using var server = await TestServer.StartFeedAsync(Count);
        var slow = TimeSpan.FromMilliseconds(700);
        await using var proxy = new FaultProxy(server.Uri, number => number == 1 ? new Fault.SlowAccept(slow) : Fault.None);
        var time = Stopwatch.StartNew();

        Assert.That(await ReadAllAsync(proxy.Uri, ReconnectImmediately), Is.EqualTo(Feed.Events(1, Count)));
        Assert.That(time.Elapsed, Is.GreaterThan(slow - TimeSpan.FromMilliseconds(50)));
        Assert.That(proxy.Connections, Is.LessThanOrEqualTo(2), "one for the events, one for 204");
        WriteTimes("accepted and served after 700 ms; until all events arrived", [time.Elapsed]);
    }

    [Test]
    public async Task Survives_refused_connections()
    {
        await using var server = await TestServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number <= 5 ? new Fault.Refuse() : Fault.None);
        var time = Stopwatch.StartNew();

        Assert.That(await ReadAllAsync(proxy.Uri, StreamRecorder.FastReconnect), Is.EqualTo(Feed.Events(1, Count)));
        WriteTimes("refused five times, delays of 100 ms to 200 ms", [time.Elapsed]);
    }

    [Test]
    public async Task Survives_a_server_that_is_down()
    {
        await using var server = await AspNetCoreServer.StartAsync();
        await server.KillAsync();
        using var client = new StreamRecorder(new Uri(server.Uri, "?until=12"));
        await client.WaitUntilAsync(c => c.Disconnected >= 3);

        await server.StartAsync();
        var time = Stopwatch.StartNew();
        await client.WaitForCompletionAsync();

        Assert.That(client.Events, Is.EqualTo(Feed.Events(1, 12)));
        WriteTimes("until all 12 events after the server listens again", [time.Elapsed]);
    }

    private static Task<IReadOnlyList<SseEvent>> ReadAllAsync(Uri uri, SseOptions options) =>
        ReadAllAsync(SseObservable.Signals(uri, options));

    private static async Task<IReadOnlyList<SseEvent>> ReadAllAsync(IObservable<SseSignal> signals)
    {
        using var client = new StreamRecorder(signals);
        await client.WaitForCompletionAsync(); // on failure, prints the received signals
        return client.Events;
    }

    // The length of the whole response on the wire, including the headers.
    private static async Task<int> LengthAsync(Uri server)
    {
        using var client = new System.Net.Sockets.TcpClient(server.Host, server.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var response = new MemoryStream();
        await client.GetStream().CopyToAsync(response).WaitAsync(Peer.Deadline);
        return (int)response.Length;
    }

    private static void WriteTimes(string fault, List<TimeSpan> times)
    {
        times.Sort();
        var (median, longest) = (times[times.Count / 2].TotalMilliseconds, times[^1].TotalMilliseconds);
        TestContext.Out.WriteLine($"{fault}: first event after {median:0.0} ms (median), {longest:0.0} ms (longest)");
    }
}
