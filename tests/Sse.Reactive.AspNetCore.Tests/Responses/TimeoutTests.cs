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
