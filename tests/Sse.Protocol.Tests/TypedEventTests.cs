namespace Sse.Protocol.Tests;

/// <summary>Events whose data was converted to a value.</summary>
public class TypedEventTests
{
    [Test]
    public void WithData_keeps_the_type_and_the_id()
    {
        var e = new SseEvent("7", "tick", "3");

        Assert.That(e.WithData(7), Is.EqualTo(new SseEvent<int>(7, "tick", "3")));
        Assert.That(e.WithData(7).WithData("x"), Is.EqualTo(new SseEvent<string>("x", "tick", "3")));
    }

    [TestCase("y", "t", "1")]
    [TestCase("x", "u", "1")]
    [TestCase("x", "t", "2")]
    public void Events_that_differ_in_one_property_are_not_equal(string data, string type, string id)
    {
        Assert.That(new SseEvent("x", "t", "1"), Is.Not.EqualTo(new SseEvent(data, type, id)));
        Assert.That(new SseEvent<string>("x", "t", "1"), Is.Not.EqualTo(new SseEvent<string>(data, type, id)));
    }

    [Test]
    public void The_default_has_no_null_properties_and_equals_an_event_without_type_and_id()
    {
        var e = default(SseEvent<int>);

        Assert.That(e, Is.EqualTo(new SseEvent<int>(0)));
        Assert.That(e.GetHashCode(), Is.EqualTo(new SseEvent<int>(0, "").GetHashCode()));
        Assert.That((e.Type, e.LastEventId), Is.EqualTo(("message", "")));
    }

    [Test]
    public void ToEvent_keeps_the_type_and_the_id()
    {
        ReadOnlySpan<byte> chunk = "event: tick\nid: 3\ndata: four\n\n"u8;
        Assert.That(new SseDecoder().TryReadEvent(ref chunk, out var view));

        Assert.That(view.ToEvent(v => v.Utf8Data.Length), Is.EqualTo(new SseEvent<int>(4, "tick", "3")));
    }
}
