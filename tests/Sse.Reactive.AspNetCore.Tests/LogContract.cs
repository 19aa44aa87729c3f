namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What a topic asks of its log. Derive from it to run it against another store.</summary>
public abstract class LogContract
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    /// <summary>A new, empty log that holds at least 100 events of a few bytes.</summary>
    protected abstract ISseLog Create();

    [Test]
    public void An_empty_log_holds_nothing()
    {
        var log = Create();

        Assert.That((log.First, log.Last), Is.EqualTo((1L, 0L)));
        Assert.That(log.Read(0), Is.Null);
        Assert.That(log.Read(1), Is.Null);
        Assert.That(log.Find("1"), Is.Null);
    }

    [Test]
    public void What_was_appended_is_read_by_position_and_found_by_id()
    {
        var log = Create();
        Append(log, 100);

        Assert.That((log.First, log.Last), Is.EqualTo((1L, 100L)));
        Assert.That(Enumerable.Range(1, 100).Select(i => log.Read(i)!.Value), Is.EqualTo(Enumerable.Range(1, 100).Select(Event)));
        Assert.That(Enumerable.Range(1, 100).Select(i => log.Find($"id-{i}")), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(Enumerable.Range(1, 100).Select(i => log.Read(i)!.Position), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(log.Read(0), Is.Null);
        Assert.That(log.Read(101), Is.Null);
    }

    [Test]
    public void Everything_of_an_event_comes_back()
    {
        var log = Create();
        var value = new SseEvent("two\nlines, größer 日本 🎈", "type", "ID 1");
        log.Append(new(1, value, Start.AddMinutes(3)));

        Assert.That(log.Read(1)!.Value, Is.EqualTo(value));
        Assert.That(log.Read(1)!.PublishedAt, Is.EqualTo(Start.AddMinutes(3)));
    }

    [Test]
    public void A_duplicate_is_refused_and_changes_nothing()
    {
        var log = Create();
        Append(log, 3);

        var error = Assert.Throws<SseDuplicateIdException>(() => log.Append(new(4, new("other", LastEventId: "id-2"), Start)));

        Assert.That(error!.LastEventId, Is.EqualTo("id-2"));
        Assert.That(log.Last, Is.EqualTo(3));
        Assert.That(log.Read(2)!.Value, Is.EqualTo(Event(2)));
        Append(log, 1);
        Assert.That(log.Last, Is.EqualTo(4));
    }

    [Test]
    public void Ids_are_compared_ordinally()
    {
        var log = Create();
        log.Append(new(1, new("x", LastEventId: "a"), Start));

        Assert.That(log.Find("A"), Is.Null);
        Assert.That(() => log.Append(new(2, new("x", LastEventId: "A"), Start)), Throws.Nothing);
    }

    [Test]
    public void A_position_that_is_not_the_next_is_refused()
    {
        var log = Create();

        Assert.That(() => log.Append(new(2, Event(2), Start)), Throws.ArgumentException);
        Assert.That(log.Last, Is.Zero);
    }

    [Test]
    public void What_is_held_has_no_hole_and_what_is_not_is_not_found()
    {
        var log = Create();
        Append(log, 5000);

        Assert.That(log.Last, Is.EqualTo(5000));
        for (var i = 1; i <= 5000; i++)
        {
            Assert.That(log.Read(i) is not null, Is.EqualTo(i >= log.First));
            Assert.That(log.Find($"id-{i}"), Is.EqualTo(i >= log.First ? i : null));
        }
    }

    [Test]
    public void Its_epoch_is_its_own_and_fit_for_an_id()
    {
        var log = Create();

        Assert.That(log.Epoch, Does.Match("^[0-9A-Za-z]+$").And.Not.EqualTo(Create().Epoch));
    }

    protected static void Append(ISseLog log, int count, TimeSpan after = default)
    {
        for (var i = 0; i < count; i++)
        {
            log.Append(new(log.Last + 1, Event((int)log.Last + 1), Start + after));
        }
    }

    protected static DateTimeOffset At(TimeSpan time) => Start + time;

    private static SseEvent Event(int number) => new($"data {number}", LastEventId: $"id-{number}");
}
