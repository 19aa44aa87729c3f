namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The contract of <see cref="ISseHistory"/>. Derive from it to test another implementation.</summary>
public abstract class HistoryContract
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    /// <summary>Creates an empty history that holds at least 100 small events.</summary>
    protected abstract ISseHistory Create();

    [Test]
    public void Is_empty_at_first()
    {
        var history = Create();

        Assert.That((history.First, history.Last), Is.EqualTo((1L, 0L)));
        Assert.That(history.Read(0), Is.Null);
        Assert.That(history.Read(1), Is.Null);
        Assert.That(history.Find("1"), Is.Null);
    }

    [Test]
    public void Reads_by_position_and_finds_by_ID()
    {
        var history = Create();
        Append(history, 100);

        Assert.That((history.First, history.Last), Is.EqualTo((1L, 100L)));
        Assert.That(Enumerable.Range(1, 100).Select(i => history.Read(i)!.Value), Is.EqualTo(Enumerable.Range(1, 100).Select(Event)));
        Assert.That(Enumerable.Range(1, 100).Select(i => history.Find($"id-{i}")), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(Enumerable.Range(1, 100).Select(i => history.Read(i)!.Position), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(history.Read(0), Is.Null);
        Assert.That(history.Read(101), Is.Null);
    }

    [Test]
    public void Keeps_everything_of_an_event()
    {
        var history = Create();
        var value = new SseEvent("two\nlines, größer 日本 🎈", "type", "ID 1");
        history.Append(new(1, value, Start.AddMinutes(3)));

        Assert.That(history.Read(1)!.Value, Is.EqualTo(value));
        Assert.That(history.Read(1)!.PublishedAt, Is.EqualTo(Start.AddMinutes(3)));
    }

    [Test]
    public void Refuses_a_duplicate_ID_and_changes_nothing()
    {
        var history = Create();
        Append(history, 3);

        var error = Assert.Throws<SseDuplicateIdException>(() => history.Append(new(4, new("other", LastEventId: "id-2"), Start)));

        Assert.That(error!.LastEventId, Is.EqualTo("id-2"));
        Assert.That(history.Last, Is.EqualTo(3));
        Assert.That(history.Read(2)!.Value, Is.EqualTo(Event(2)));
        Append(history, 1);
        Assert.That(history.Last, Is.EqualTo(4));
    }

    [Test]
    public void Compares_IDs_ordinally()
    {
        var history = Create();
        history.Append(new(1, new("x", LastEventId: "a"), Start));

        Assert.That(history.Find("A"), Is.Null);
        Assert.That(() => history.Append(new(2, new("x", LastEventId: "A"), Start)), Throws.Nothing);
    }

    [Test]
    public void Refuses_a_position_that_is_not_the_next()
    {
        var history = Create();

        Assert.That(() => history.Append(new(2, Event(2), Start)), Throws.ArgumentException);
        Assert.That(history.Last, Is.Zero);
    }

    [Test]
    public void Holds_a_contiguous_range_and_finds_nothing_else()
    {
        var history = Create();
        Append(history, 5000);

        Assert.That(history.Last, Is.EqualTo(5000));
        for (var i = 1; i <= 5000; i++)
        {
            Assert.That(history.Read(i) is not null, Is.EqualTo(i >= history.First));
            Assert.That(history.Find($"id-{i}"), Is.EqualTo(i >= history.First ? i : null));
        }
    }

    [Test]
    public void Has_an_epoch_of_its_own_that_an_ID_can_contain()
    {
        var history = Create();

        Assert.That(history.Epoch, Does.Match("^[0-9A-Za-z]+$").And.Not.EqualTo(Create().Epoch));
    }

    protected static void Append(ISseHistory history, int count, TimeSpan after = default)
    {
        for (var i = 0; i < count; i++)
        {
            history.Append(new(history.Last + 1, Event((int)history.Last + 1), Start + after));
        }
    }

    protected static DateTimeOffset At(TimeSpan time) => Start + time;

    private static SseEvent Event(int number) => new($"data {number}", LastEventId: $"id-{number}");
}
