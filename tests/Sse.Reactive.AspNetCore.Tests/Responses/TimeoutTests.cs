namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Heartbeats, the write timeout and the maximum age, in virtual time.</summary>
public class TimeoutTests : ResponseFixture
{
    [Test]
    public async Task Sends_a_comment_after_15_seconds_of_silence()
    {
        using var client = await OpenAsync();

        Advance(seconds: 14);
        Assert.That(client.ReadAvailable(), Is.Empty);
        Source.OnNext(new("a"));
        Assert.That(client.ReadAvailable(), Is.EqualTo("data: a\n\n"));
        Advance(seconds: 14);
        Assert.That(client.ReadAvailable(), Is.Empty, "there was an event 14 s ago");
        Advance(seconds: 1);
        Assert.That(await client.ReadUntilAsync("\n"), Is.EqualTo(":\n"));
        Advance(seconds: 15);
        Assert.That(await client.ReadUntilAsync("\n"), Is.EqualTo(":\n"));
    }

    [Test]
    public async Task A_heartbeat_may_be_a_blank_line()
    {
        Options = Options with { Heartbeat = SseHeartbeat.BlankLine };
        using var opened = FakeClient.Start(SseResults.Stream(Source, Options));
        Assert.That(await opened.ReadUntilAsync("\n"), Is.EqualTo("\n"), "The stream begins with something else.");
        using var client = await OpenAsync();

        Advance(seconds: 15);
        Assert.That(await client.ReadUntilAsync("\n"), Is.EqualTo("\n"));
        Source.OnNext(new("a"));
        Assert.That(await client.ReadUntilAsync("a\n\n"), Is.EqualTo("data: a\n\n"));
    }

    [Test]
    public void A_heartbeat_has_one_of_two_forms() =>
        Assert.That(() => new SseServerOptions { Heartbeat = (SseHeartbeat)2 }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task Sends_no_heartbeat_if_there_is_no_interval()
    {
        Options = Options with { HeartbeatInterval = null };
        using var client = await OpenAsync();

        Advance(seconds: 3600);

        Assert.That(client.ReadAvailable(), Is.Empty);
    }

    [Test]
    public async Task A_timer_that_fires_at_once_does_not_end_the_heartbeats()
    {
        Options = Options with { Scheduler = new EagerScheduler(Scheduler) };
        using var client = await OpenAsync();
        Scheduler.AdvanceBy(1);
        Source.OnNext(new("a")); // so that one tick of the interval remains at 15 s

        Advance(seconds: 15);
        Assert.That(await client.ReadUntilAsync(":\n"), Is.EqualTo("data: a\n\n:\n"));
        Advance(seconds: 15);
        Assert.That(await client.ReadUntilAsync(":\n"), Is.EqualTo(":\n"));
    }

    [Test]
    public async Task Resets_a_client_that_reads_nothing_for_the_write_timeout()
    {
        using var client = await OpenAsync(room: 10);
        Source.OnNext(new("0123456789"));

        Advance(seconds: 29.9);
        Assert.That(client.IsReset, Is.False);
        Advance(seconds: 0.1);

        Assert.That(client.IsReset);
        await client.Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task A_large_event_may_take_a_client_longer_than_the_write_timeout_if_it_keeps_reading()
    {
        const int Length = 2_000_000;
        Options = Options with { HeartbeatInterval = null };
        foreach (var isQueued in new[] { false, true })
        {
            using var client = await OpenAsync(room: 64 * 1024);
            var (text, flushes) = ("", client.Flushes);
            if (isQueued)
            {
                Source.OnNext(new(new('a', 64 * 1024)));
            }

            Source.OnNext(new(new('x', Length)));
            while (!text.EndsWith("x\n\n", StringComparison.Ordinal))
            {
                await Waiting.UntilAsync(() => client.Flushes > flushes, () => "The server does not write.");
                flushes = client.Flushes;
                Advance(seconds: 29);
                Assert.That(client.IsReset, Is.False);
                text += client.ReadAvailable();
            }

            Assert.That(text.Count(c => c == 'x'), Is.EqualTo(Length));
            Assert.That(client.LargestFlush, Is.LessThan(200_000), "each piece is a flush of its own, with the whole timeout to read it");
        }
    }

    [Test]
    public async Task A_client_that_stops_in_the_middle_of_a_large_event_is_reset()
    {
        using var client = await OpenAsync(room: 64 * 1024);
        Source.OnNext(new(new('x', 1_000_000)));
        await Waiting.UntilAsync(() => client.IsFlushWaiting, () => "The flush does not wait.");

        Advance(seconds: 30);

        Assert.That(client.IsReset);
        await client.Response.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task A_stream_closes_cleanly_after_its_maximum_age()
    {
        Options = Options with { MaxConnectionAge = TimeSpan.FromMinutes(10), Random = new(1) };
        using var client = await OpenAsync();

        Advance(seconds: 599);
        Assert.That(client.Response.IsCompleted, Is.False);
        Advance(seconds: 151);

        Assert.That(await client.ReadToEndAsync(), Does.Not.Contain("data"));
        Assert.That(client.IsReset, Is.False);
    }
}
