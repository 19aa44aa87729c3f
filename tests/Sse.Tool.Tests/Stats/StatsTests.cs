using System.Reactive.Concurrency;

namespace Sse.Tool.Tests;

/// <summary>The statistics of <c>--stats</c>, in virtual time.</summary>
public class StatsTests
{
    [Test]
    public void Writes_the_statistics_every_second_and_at_the_end()
    {
        var clock = new HistoricalScheduler(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var error = new StringWriter();
        var console = new ConsoleWriter(TextOutput.Create(TextWriter.Null, false), TextOutput.Create(error, false), isTerminal: true);
        var stats = new LiveStats(console, () => 12_345, JsonPath.Parse(".t"), clock);
        using (stats.Start(isTerminal: false, () => 80))
        {
            stats.Record(new SseSignal.Opened(1, null, new Dictionary<string, string>()));
            stats.Record(new SseSignal.Event(new("""{"t":"2029-12-31T23:59:59.75Z"}""")));
            clock.AdvanceBy(TimeSpan.FromSeconds(1));
            stats.Record(new SseSignal.Disconnected(1, new SseStreamClosedException(), TimeSpan.Zero));
            stats.Record(new SseSignal.Opened(2, null, new Dictionary<string, string>()));
            stats.Record(new SseSignal.Event(new($$"""{"t":{{clock.Now.ToUnixTimeMilliseconds() - 40}}}""")));
        }

        Assert.That(
            error.ToString(),
            Is.EqualTo("1 event  lag 250ms  0.3/s  12.3 kB  0 reconnects\n2 events  lag 40ms  0.8/s  12.3 kB  1 reconnect\n"));
    }

    [Test]
    public void Shows_the_time_since_the_last_event_if_the_data_has_no_timestamp()
    {
        var stats = new StreamStats();
        Assert.That(
            StatsLine.Format(stats, 0, TimeSpan.Zero),
            Is.EqualTo("0 events  no event yet  (not connected)  0.0/s  0 B  0 reconnects"));

        stats = stats.Apply(new SseSignal.Event(new("x")), TimeSpan.Zero, null);
        Assert.That(
            StatsLine.Format(stats, 5_000_000, TimeSpan.FromSeconds(90)),
            Does.Match(@"^1 event  last 1m30s ago  \(not connected\)  .*5\.0 MB  0 reconnects$"));
    }
}
