namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The log in memory: the contract, and its bounds.</summary>
public class MemoryLogTests : LogContract
{
    protected override ISseLog Create() => new SseMemoryLog();

    [TestCase(1)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(100)]
    public void It_holds_the_latest_up_to_a_count(int count)
    {
        var log = new SseMemoryLog(count);
        Append(log, 250);

        Assert.That((log.First, log.Last), Is.EqualTo((251L - count, 250L)));
        Assert.That(log.Read(250 - count), Is.Null);
        Assert.That(log.Read(log.First)!.Value.LastEventId, Is.EqualTo($"id-{log.First}"));
        Assert.That(log.Find($"id-{250 - count}"), Is.Null);
    }

    [Test]
    public void It_holds_the_latest_up_to_a_number_of_bytes_as_on_the_wire()
    {
        var size = new SseLogEntry(1, new("data 10", LastEventId: "id-10"), default).Size;
        var log = new SseMemoryLog(maxBytes: size * 5);
        Append(log, 50);

        Assert.That(size, Is.EqualTo("id: id-10\ndata: data 10\n\n".Length));
        Assert.That(log.Last - log.First + 1, Is.EqualTo(5));
    }

    [Test]
    public void An_event_larger_than_that_is_held_alone()
    {
        var log = new SseMemoryLog(maxBytes: 100);
        Append(log, 3);
        log.Append(new(4, new(new string('x', 1000), LastEventId: "large"), At(TimeSpan.Zero)));

        Assert.That((log.First, log.Last), Is.EqualTo((4L, 4L)));
        Append(log, 1);
        Assert.That((log.First, log.Last), Is.EqualTo((5L, 5L)));
    }

    [Test]
    public void It_lets_go_of_what_is_too_old_when_told_the_time_and_when_appended_to()
    {
        var log = new SseMemoryLog(maxAge: TimeSpan.FromMinutes(1));
        Append(log, 2);
        Append(log, 2, TimeSpan.FromSeconds(30));

        log.Trim(At(TimeSpan.FromSeconds(60)));
        Assert.That(log.First, Is.EqualTo(1));
        log.Trim(At(TimeSpan.FromSeconds(61)));
        Assert.That(log.First, Is.EqualTo(3));
        Append(log, 1, TimeSpan.FromSeconds(120));
        Assert.That((log.First, log.Last), Is.EqualTo((5L, 5L)));
        log.Trim(At(TimeSpan.FromHours(1)));
        Assert.That((log.First, log.Last), Is.EqualTo((6L, 5L)));
        Assert.That(log.Find("id-5"), Is.Null);
    }

    [Test]
    public void An_id_may_come_again_once_it_is_no_longer_held()
    {
        var log = new SseMemoryLog(2);
        Append(log, 3);

        Assert.That(() => log.Append(new(4, new("again", LastEventId: "id-1"), default)), Throws.Nothing);
        Assert.That(log.Find("id-1"), Is.EqualTo(4));
    }

    [Test]
    public void Bounds_that_allow_nothing_are_refused()
    {
        Assert.That(() => new SseMemoryLog(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseMemoryLog(maxBytes: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseMemoryLog(maxAge: TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
