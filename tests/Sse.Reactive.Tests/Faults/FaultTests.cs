using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Faults;

/// <summary>
/// With any faults of the connections, the consumer receives the whole feed in order and without duplicates, and each attempt resumes
/// exactly after the last received ID.
/// </summary>
public class FaultTests
{
    private static readonly EventFeed Feed = EventFeed.OfAllShapes;

    /// <summary>Much longer than any run takes, so that a client without progress fails the test instead of hanging it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(3);

    private static readonly int Length = Feed.After("", []).Length;

    [SetUp]
    public void NoContext() => SynchronizationContext.SetSynchronizationContext(null);

    [Test]
    public void The_feed_has_the_expected_size_and_unique_IDs()
    {
        Assert.That(Length, Is.InRange(2000, 9999));
        Assert.That(Feed.Events.Select(e => e.LastEventId), Is.Unique);
    }

    [Test]
    public void The_first_connection_breaks_after_any_byte(
        [Values(Door.Pushed, Door.Pulled)] Door door, [Values(FaultKind.End, FaultKind.Reset, FaultKind.Stall)] FaultKind kind)
    {
        for (var after = 0; after <= Length; after++)
        {
            var fault = new Fault(kind, after);
            Check(door, attempt => attempt == 1 ? fault : default, seed: after, opening: (int)kind);
        }
    }

    [Test]
    public void The_second_connection_breaks_after_any_byte(
        [Values(Door.Pushed, Door.Pulled)] Door door, [Values(FaultKind.End, FaultKind.Reset, FaultKind.Stall)] FaultKind kind)
    {
        for (var after = 0; after <= Length * 2 / 3; after++)
        {
            var first = new Fault(FaultKind.Reset, after * 7919 % (Length / 3));
            var second = new Fault(kind, after);
            Check(door, attempt => attempt switch { 1 => first, 2 => second, _ => default }, seed: after, opening: after);
        }
    }

    [Test]
    public void Every_connection_breaks_after_a_number_of_bytes([Values(Door.Pushed, Door.Pulled)] Door door)
    {
        for (var after = Feed.LongestStep; after <= Length; after++)
        {
            var reset = new Fault(FaultKind.Reset, after);
            var end = new Fault(FaultKind.End, after);
            Check(door, attempt => attempt % 2 == 0 ? reset : end, seed: after, opening: after);
        }
    }

    [Test]
    public void A_server_that_broke_after_any_byte_is_unreachable_for_a_while([Values(Door.Pushed, Door.Pulled)] Door door)
    {
        for (var after = 0; after <= Length; after++)
        {
            var fault = new Fault(FaultKind.Reset, after);
            Check(
                door,
                attempt => attempt switch
                {
                    1 => fault,
                    2 => new(FaultKind.Refused),
                    3 => new(FaultKind.BusyForSeconds),
                    4 => new(FaultKind.BusyUntilDate),
                    5 => new(FaultKind.NoAnswer),
                    _ => default,
                },
                seed: after,
                opening: after);
        }
    }

    /// <summary>To repeat a failure, set SSE_FAULT_SEED to its seed.</summary>
    [Test]
    public void Random_faults_lose_and_repeat_no_event()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("SSE_FAULT_SEED"), out var given)
            ? given
            : Random.Shared.Next(int.MaxValue / 2);
        for (var seed = first; seed < first + 3000; seed++)
        {
            var random = new Random(seed);
            var attempts = random.Next(40);
            Check(
                (Door)random.Next(Enum.GetValues<Door>().Length),
                attempt => attempt < attempts
                    ? new((FaultKind)random.Next(Enum.GetValues<FaultKind>().Length), random.Next(Feed.LongestStep))
                    : default,
                seed,
                opening: seed);
        }
    }

    private static void Check(Door door, Func<int, Fault> faultOf, int seed, int opening)
    {
        var scheduler = new TestScheduler();
        var server = new FeedServer(scheduler, Feed, faultOf, new(seed), opening);
        using var seen = new Consumer(
            door, server.Open, new() { Scheduler = scheduler, IdleTimeout = FeedServer.IdleTimeout, Random = new(seed) });
        scheduler.AdvanceTo(Limit.Ticks);

        seen.Events.RemoveAll(EventFeed.IsWelcome);
        if (server.Complaint is not null || seen.End != "completed" || !seen.Events.SequenceEqual(Feed.Events))
        {
            TestContext.Out.WriteLine($"seed={seed} door={door} opening={opening} first fault={faultOf(1)}");
            Assert.That(seen.Events, Is.EqualTo(Feed.Events), $"seed {seed}");
            Assert.That(seen.End, Is.EqualTo("completed"), $"seed {seed}");
            Assert.That(server.Complaint, Is.Null, $"seed {seed}");
        }
    }
}
