using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>What a selector sees, where an event made of it would hide the difference.</summary>
public class EventViewTests
{
    [Test]
    public void An_empty_type_is_message() =>
        Assert.That(One("event: a\nevent:\ndata: x\n\n"u8, view => view.Type), Is.EqualTo("message"));

    [Test]
    public void Invalid_UTF_8_stands_as_it_came() =>
        Assert.That(One([.. "data: "u8, 0xFF, 0xE2, 0x82, .. "\n\n"u8], view => view.Utf8Data.ToArray()), Is.EqualTo(new byte[] { 0xFF, 0xE2, 0x82 }));

    [Test]
    public void The_type_of_the_same_bytes_is_the_same_string()
    {
        var types = new List<string>();
        new SseDecoder().FeedEvents(Chunking.Whole("event: tick\ndata\n\nevent: tock\ndata\n\nevent: tick\ndata\n\n"u8.ToArray()), view => types.Add(view.Type));

        Assert.That(types[2], Is.SameAs(types[0]));
    }

    [Test]
    public void More_types_than_are_remembered_are_all_right()
    {
        var names = Enumerable.Range(0, 30).Select(i => $"type-{i % 20}").ToList();
        var types = new List<string>();
        var stream = string.Concat(names.Select(name => $"event: {name}\ndata\n\n"));
        new SseDecoder().FeedEvents(Chunking.Whole(Encoding.UTF8.GetBytes(stream)), view => types.Add(view.Type));

        Assert.That(types, Is.EqualTo(names));
    }

    [Test]
    public void The_view_of_no_event_is_empty() =>
        Assert.That(default(SseEventView).ToEvent(), Is.EqualTo(default(SseEvent)));

    private static T One<T>(ReadOnlySpan<byte> stream, SseSelector<T> selector)
    {
        Assert.That(new SseDecoder().TryReadEvent(ref stream, out var view), Is.True);
        return selector(view);
    }
}
