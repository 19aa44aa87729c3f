using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>Properties of an event view that the copied event does not show.</summary>
public class EventViewTests
{
    [Test]
    public void An_empty_type_is_message() =>
        Assert.That(One("event: a\nevent:\ndata: x\n\n"u8, view => view.Type), Is.EqualTo("message"));

    [Test]
    public void Invalid_UTF_8_is_left_unchanged() =>
        Assert.That(
            One([.. "data: "u8, 0xFF, 0xE2, 0x82, .. "\n\n"u8], view => view.Utf8Data.ToArray()),
            Is.EqualTo(new byte[] { 0xFF, 0xE2, 0x82 }));

    [TestCase(4, true)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    public void Types_of_up_to_128_bytes_are_cached_strings(int length, bool isSame)
    {
        var name = new string('t', length);
        var types = Types([name, "other", name]);

        Assert.That(ReferenceEquals(types[2], types[0]), Is.EqualTo(isSame));
    }

    [Test]
    public void More_types_than_the_cache_holds_are_all_read_correctly()
    {
        // The cache holds 32 types. Of 50 in turn, each is seen again after ten others and after its eviction. Every ninth is too long for
        // the cache.
        static string Name(int i) => $"type-{i % 50}{(i % 9 == 0 ? new string('x', 130) : "")}";
        var names = Enumerable.Range(10, 200).SelectMany(i => new[] { Name(i), Name(i - 10) }).ToList();

        Assert.That(Types(names), Is.EqualTo(names));
    }

    [Test]
    public void A_view_without_an_event_is_empty() =>
        Assert.That(default(SseEventView).ToEvent(), Is.EqualTo(default(SseEvent)));

    private static List<string> Types(IEnumerable<string> names)
    {
        var types = new List<string>();
        var stream = string.Concat(names.Select(name => $"event: {name}\ndata\n\n"));
        new SseDecoder().FeedEvents(Chunking.Whole(Encoding.UTF8.GetBytes(stream)), view => types.Add(view.Type));
        return types;
    }

    private static T One<T>(ReadOnlySpan<byte> stream, SseSelector<T> selector)
    {
        Assert.That(new SseDecoder().TryReadEvent(ref stream, out var view), Is.True);
        return selector(view);
    }
}
