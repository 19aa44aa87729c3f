using System.Diagnostics;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Faults;

/// <summary>A link that swallows everything for some seconds and then heals, which no proxy can play: not even the close of a connection gets through.</summary>
public class BlackHoleTests
{
    [Test]
    public async Task With_an_idle_timeout_the_connection_is_given_up_and_the_next_one_resumes()
    {
        await using var network = await NetworkNamespace.StartAsync("http.mjs");
        using var watch = new Watch(new Uri(network.Uri, "?ms=10"), Watch.Quick with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await watch.UntilAsync(w => w.Events.Count >= 20);

        await network.BlackHoleAsync();
        await watch.UntilAsync(w => w.Disconnected >= 2); // the stream, and an attempt that no answer comes to
        var before = watch.Events.Count;
        var time = Stopwatch.StartNew();
        await network.HealAsync();
        await watch.UntilAsync(w => w.Events.Count > before);
        TestContext.Out.WriteLine($"black hole, idle timeout 1 s: events flowed again {time.Elapsed.TotalMilliseconds:0} ms after the link began to heal");

        await watch.UntilAsync(w => w.Events.Count >= before + 50);
        Assert.That(watch.Events, Is.EqualTo(Feed.Events(1, watch.Events.Count)));
    }

    [Test]
    public async Task Without_one_TCP_brings_what_was_lost_on_the_same_connection()
    {
        await using var network = await NetworkNamespace.StartAsync("http.mjs");
        using var watch = new Watch(new Uri(network.Uri, "?ms=10"));
        await watch.UntilAsync(w => w.Events.Count >= 20);

        await network.BlackHoleAsync();
        await Task.Delay(TimeSpan.FromSeconds(2)); // the fault itself; whatever was on its way has arrived then
        var before = watch.Events.Count;
        await watch.StaysAsync(w => w.Events.Count == before, TimeSpan.FromSeconds(1));
        var time = Stopwatch.StartNew();
        await network.HealAsync();
        await watch.UntilAsync(w => w.Events.Count > before);
        TestContext.Out.WriteLine($"black hole of 3 s, no idle timeout: events flowed again {time.Elapsed.TotalMilliseconds:0} ms after the link began to heal");

        await watch.UntilAsync(w => w.Events.Count >= before + 50);
        Assert.That(watch.Events, Is.EqualTo(Feed.Events(1, watch.Events.Count)));
        Assert.That(watch.Disconnected, Is.Zero);
    }
}
