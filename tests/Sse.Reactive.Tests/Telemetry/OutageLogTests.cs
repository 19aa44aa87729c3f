using System.Reactive.Linq;
using System.Text;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>What the log says of an outage: each of its steps once, at a level that fits.</summary>
public class OutageLogTests : VirtualTimeTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromHours(3);

    private readonly ListLogger _log = new();

    [SetUp]
    public void SetUp() => _log.Lines.Clear();

    [TestCase(true, "Information/Opened Information/Disconnected Warning/StillDown Error/StillDown Information/Reopened")]
    [TestCase(false, "Warning/NeverOpened Warning/StillDown Error/StillDown Information/Reopened")]
    public void Each_step_of_an_outage_is_logged_once(bool hasWorked, string expected)
    {
        var isFirst = hasWorked;
        Connect((_, _) =>
        {
            if (isFirst || Scheduler.Now.Ticks > Outage.Ticks)
            {
                return new(new SseResponse(isFirst && !(isFirst = false) ? Ended() : new SilentBody()));
            }

            throw new IOException("unreachable");
        });

        Scheduler.AdvanceBy((Outage + TimeSpan.FromHours(1)).Ticks);

        Assert.That(string.Join(' ', Steps), Is.EqualTo(expected));
        Assert.That(_log.Lines, Has.Count.GreaterThan(100), "every attempt is logged at Debug");
        Assert.That(_log.Lines.Single(line => line.Contains("Reopened", StringComparison.Ordinal)), Does.Contain("03:0"));
    }

    [Test]
    public void Connections_that_open_and_break_at_once_are_one_outage()
    {
        Connect((_, _) => new(new SseResponse(new MemoryStream("data: x\n\n"u8.ToArray()))));

        Scheduler.AdvanceBy(TimeSpan.FromHours(1).Ticks);

        Assert.That(string.Join(' ', Steps), Is.EqualTo(
            "Information/Opened Information/Disconnected Information/Opened Warning/StillDown Information/Reopened"));
    }

    [Test]
    public void A_checkpointed_stream_without_IDs_is_reported_once()
    {
        Server.Connection("a-b|", ('a', "a"), ('b', "b")).Connection("c");

        Run(until: 20, Server.Options with { Logger = _log, CheckpointStore = new SseMemoryCheckpointStore() });

        Assert.That(_log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)), Has.Exactly(1).Contain("no ID"));
    }

    private IEnumerable<string> Steps => _log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).Select(
        line => line.Split(' ')[0]);

    private static MemoryStream Ended() => new(Encoding.UTF8.GetBytes("id: 1\ndata: x\n\n"));

    private void Connect(SseTransport transport) =>
        SseObservable.Connect(transport, new() { Scheduler = Scheduler, Jitter = 0, Logger = _log }).Subscribe();

    private sealed class SilentBody : ReadableStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task);
    }
}
