namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The history in memory: the contract, and its limits.</summary>
public class MemoryHistoryTests : HistoryContract
{
    protected override ISseHistory Create() => new SseMemoryHistory();

    [TestCase(1)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(100)]
    public void Holds_the_latest_events_up_to_a_number(int count)
    {
        var history = new SseMemoryHistory(count);
        Append(history, 250);

        Assert.That((history.First, history.Last), Is.EqualTo((251L - count, 250L)));
        Assert.That(history.Read(250 - count), Is.Null);
        Assert.That(history.Read(history.First)!.Value.LastEventId, Is.EqualTo($"id-{history.First}"));
        Assert.That(history.Find($"id-{250 - count}"), Is.Null);
    }

    [Test]
    public void Holds_the_latest_events_up_to_a_size_on_the_wire()
    {
        var size = new SseHistoryEntry(1, new("data 10", LastEventId: "id-10"), default).Size;
        var history = new SseMemoryHistory(maxBytes: size * 5);
        Append(history, 50);

        Assert.That(size, Is.EqualTo("data: data 10\nid: id-10\n\n".Length));
        Assert.That(history.Last - history.First + 1, Is.EqualTo(5));
    }

    [Test]
    public void Holds_an_event_larger_than_that_alone()
    {
        var history = new SseMemoryHistory(maxBytes: 100);
        Append(history, 3);
        history.Append(new(4, new(new string('x', 1000), LastEventId: "large"), At(TimeSpan.Zero)));

        Assert.That((history.First, history.Last), Is.EqualTo((4L, 4L)));
        Append(history, 1);
        Assert.That((history.First, history.Last), Is.EqualTo((5L, 5L)));
    }

    [Test]
    public void Removes_events_that_are_too_old_when_trimmed_and_when_appended_to()
    {
        var history = new SseMemoryHistory(maxAge: TimeSpan.FromMinutes(1));
        Append(history, 2);
        Append(history, 2, TimeSpan.FromSeconds(30));

        history.Trim(At(TimeSpan.FromSeconds(60)));
        Assert.That(history.First, Is.EqualTo(1));
        history.Trim(At(TimeSpan.FromSeconds(61)));
        Assert.That(history.First, Is.EqualTo(3));
        Append(history, 1, TimeSpan.FromSeconds(120));
        Assert.That((history.First, history.Last), Is.EqualTo((5L, 5L)));
        history.Trim(At(TimeSpan.FromHours(1)));
        Assert.That((history.First, history.Last), Is.EqualTo((6L, 5L)));
        Assert.That(history.Find("id-5"), Is.Null);
    }

    [Test]
    public void Accepts_an_ID_again_once_it_is_no_longer_held()
    {
        var history = new SseMemoryHistory(2);
        Append(history, 3);

        Assert.That(() => history.Append(new(4, new("again", LastEventId: "id-1"), default)), Throws.Nothing);
        Assert.That(history.Find("id-1"), Is.EqualTo(4));
    }

    [Test]
    public void Refuses_limits_that_are_not_positive()
    {
        Assert.That(() => new SseMemoryHistory(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseMemoryHistory(maxBytes: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SseMemoryHistory(maxAge: TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
