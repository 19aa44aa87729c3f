using System.Diagnostics;
using System.Reactive.Linq;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Faults;

/// <summary>Our client and our server with a wire between them that fails. After each fault: complete, in order, nothing twice.</summary>
public class FaultTests
{
    private const int Count = 12;

    private static readonly SseOptions AtOnce = new()
    {
        ReconnectPolicy = context => SseReconnect.Default(context) == SseReconnectDecision.RetryAfter(context.Delay)
            ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
            : SseReconnect.Default(context),
    };

    [Test]
    public async Task Byte_by_byte()
    {
        await using var server = await OurServer.StartFeedAsync(until: 200, close: 50);
        await using var proxy = new FaultProxy(server.Uri, _ => new Fault.OneByOne());

        Assert.That(await AllAsync(proxy.Uri, AtOnce), Is.EqualTo(Feed.Events(1, 200)));
        Assert.That(proxy.Bytes, Is.GreaterThan(Feed.Events(1, 200).Sum(e => e.Data.Length)));
        Assert.That(proxy.Writes, Is.EqualTo(proxy.Bytes));
    }

    [TestCase("FIN")]
    [TestCase("RST")]
    public async Task Cut_after_each_number_of_bytes(string how)
    {
        await using var server = await OurServer.StartFeedAsync(Count);
        var whole = await LengthAsync(server.Uri);
        var times = new List<TimeSpan>();

        for (var n = 0; n < whole; n++)
        {
            await using var proxy = new FaultProxy(server.Uri, number => number > 1 ? Fault.None : how == "FIN" ? new Fault.Fin(n) : new Fault.Rst(n));
            TimeSpan? again = null;
            var signals = SseObservable.Signals(proxy.Uri, AtOnce)
                .Do(signal => again ??= signal is SseSignal.Event && proxy.Connections > 1 ? proxy.SinceFault : null);

            Assert.That(await AllAsync(signals), Is.EqualTo(Feed.Events(1, Count)), $"cut after {n} of {whole} bytes");
            if (again is { } time)
            {
                times.Add(time);
            }
        }

        Say($"{how} after each of 0 to {whole - 1} bytes", times);
    }

    [Test]
    public async Task Every_connection_cut_after_one_more_byte_than_the_last()
    {
        await using var server = await OurServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number % 2 == 0 ? new Fault.Fin(number) : new Fault.Rst(number));

        var time = Stopwatch.StartNew();
        Assert.That(await AllAsync(proxy.Uri, AtOnce), Is.EqualTo(Feed.Events(1, Count)));
        TestContext.Out.WriteLine($"{proxy.Connections} connections for {Count} events: {time.Elapsed.TotalMilliseconds:0} ms");
        Assert.That(proxy.Connections, Is.GreaterThan(Count));
    }

    [TestCase(0, TestName = "Silence_before_the_headers_is_found_by_the_idle_timeout")]
    [TestCase(1, TestName = "Silence_after_the_first_byte_is_found_by_the_idle_timeout")]
    [TestCase(400, TestName = "Silence_in_mid_stream_is_found_by_the_idle_timeout")]
    public async Task Silence(int after)
    {
        await using var server = await OurServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number == 1 ? new Fault.Stall(after) : Fault.None);
        var options = AtOnce with { IdleTimeout = TimeSpan.FromMilliseconds(500) };
        TimeSpan? again = null;
        var time = Stopwatch.StartNew();
        var signals = SseObservable.Signals(proxy.Uri, options)
            .Do(signal => again ??= signal is SseSignal.Event && proxy.Connections > 1 ? proxy.SinceFault : null);

        Assert.That(await AllAsync(signals), Is.EqualTo(Feed.Events(1, Count)));
        Assert.That(time.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(450)), "it took the timeout to find it");
        Assert.That(proxy.Connections, Is.GreaterThan(1));
        Say($"silence after {after} bytes, idle timeout 500 ms", [again!.Value]);
    }

    [Test]
    public async Task A_slow_accept_is_waited_for()
    {
        await using var server = await OurServer.StartFeedAsync(Count);
        var slow = TimeSpan.FromMilliseconds(700);
        await using var proxy = new FaultProxy(server.Uri, number => number == 1 ? new Fault.SlowAccept(slow) : Fault.None);
        var time = Stopwatch.StartNew();

        Assert.That(await AllAsync(proxy.Uri, AtOnce), Is.EqualTo(Feed.Events(1, Count)));
        Assert.That(time.Elapsed, Is.GreaterThan(slow - TimeSpan.FromMilliseconds(50)));
        Assert.That(proxy.Connections, Is.LessThanOrEqualTo(2), "the events, and 204");
        Say("accepted, and served after 700 ms; until all events were there", [time.Elapsed]);
    }

    [Test]
    public async Task Refused_for_a_while()
    {
        await using var server = await OurServer.StartFeedAsync(Count);
        await using var proxy = new FaultProxy(server.Uri, number => number <= 5 ? new Fault.Refuse() : Fault.None);
        var time = Stopwatch.StartNew();

        Assert.That(await AllAsync(proxy.Uri, Watch.Quick), Is.EqualTo(Feed.Events(1, Count)));
        Say("refused five times, waits of 100 ms to 200 ms", [time.Elapsed]);
    }

    [Test]
    public async Task Nobody_listens_for_a_while()
    {
        await using var server = await AspNetCoreFeed.StartAsync();
        await server.KillAsync();
        using var watch = new Watch(new Uri(server.Uri, "?until=12"));
        await watch.UntilAsync(w => w.Disconnected >= 3);

        await server.StartAsync();
        var time = Stopwatch.StartNew();
        await watch.CompletedAsync();

        Assert.That(watch.Events, Is.EqualTo(Feed.Events(1, 12)));
        Say("until all 12 events after the server listens again", [time.Elapsed]);
    }

    private static Task<IReadOnlyList<SseEvent>> AllAsync(Uri uri, SseOptions options) => AllAsync(SseObservable.Signals(uri, options));

    private static async Task<IReadOnlyList<SseEvent>> AllAsync(IObservable<SseSignal> signals)
    {
        using var watch = new Watch(signals);
        await watch.CompletedAsync(); // if not, it tells what was seen
        return watch.Events;
    }

    // The response as it is on the wire, of which the body is only a part.
    private static async Task<int> LengthAsync(Uri server)
    {
        using var client = new System.Net.Sockets.TcpClient(server.Host, server.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var response = new MemoryStream();
        await client.GetStream().CopyToAsync(response).WaitAsync(Peer.Deadline);
        return (int)response.Length;
    }

    private static void Say(string fault, List<TimeSpan> times)
    {
        times.Sort();
        TestContext.Out.WriteLine($"{fault}: events flowed again after {times[times.Count / 2].TotalMilliseconds:0.0} ms (median), {times[^1].TotalMilliseconds:0.0} ms (longest)");
    }
}
