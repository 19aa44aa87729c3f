using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>
/// Which <c>id</c> lines take effect, and when their strings are created. Values are searched and copied in blocks of 64 bytes.
/// </summary>
public class LastEventIdTests
{
    [Test]
    public void An_id_is_ignored_if_it_contains_U_0000_anywhere()
    {
        var lengths = new[] { 1, 2, 63, 64, 65, 127, 128, 129, 200 };
        foreach (var (length, at) in lengths.SelectMany(length => Enumerable.Range(0, length).Select(at => (length, at))))
        {
            var id = new string('i', length);

            Assert.That(IdAfter($"id: {id}\n\n"), Is.EqualTo(id));
            Assert.That(IdAfter($"id: before\n\nid: {id[..at]}\0{id[(at + 1)..]}\n\n"), Is.EqualTo("before"), $"{length}, {at}");
        }
    }

    [TestCase("2")]
    [TestCase("")]
    [TestCase("1")]
    public void An_id_with_U_0000_leaves_the_id_of_an_earlier_line(string written)
    {
        var longer = new string('x', 100);

        Assert.That(IdAfter($"id: 1\n\nid: {written}\nid: \0{longer}\nid: {longer}\0\nid: \0\n\n"), Is.EqualTo(written));
    }

    [TestCase("id: 2\nid: 1\n\n", "1")]
    [TestCase("id: 1\nid: 2\n\n", "2")]
    [TestCase("id: 2\nid: 1\nid: 3\n\n", "3")]
    [TestCase("id: 2\nid\n\n", "")]
    public void The_last_id_of_a_block_wins_even_if_it_is_the_current_id(string block, string expected)
    {
        Assert.That(IdAfter("id: 1\n\n" + block), Is.EqualTo(expected));
        Assert.That(IdAfter("id: 1\n\ndata: x\n\n" + block, asks: true), Is.EqualTo(expected));
    }

    [Test]
    public void The_same_id_again_is_the_same_string()
    {
        var ids = Ids("id: 1\ndata\n\nid: 1\ndata\n\ndata\n\nid: 2\ndata\n\nid: 1\ndata\n\n");

        Assert.That(ids, Is.EqualTo(new[] { "1", "1", "1", "2", "1" }));
        Assert.That(ids[1], Is.SameAs(ids[0]));
        Assert.That(ids[2], Is.SameAs(ids[0]));
    }

    [TestCase(4)]
    [TestCase(200)]
    [TestCase(5000)]
    public void An_id_that_is_not_read_allocates_no_string(int length)
    {
        var events = Enumerable.Range(1000, 1000).Select(n => $"id: {$"{n}".PadLeft(length, '-')}\ndata\n\n");
        var stream = Encoding.UTF8.GetBytes(string.Concat(events));
        var decoder = new SseDecoder();
        decoder.FeedEvents([stream], _ => { });

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadOnlySpan<byte> rest = stream;
        while (decoder.TryReadEvent(ref rest, out _))
        {
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(decoder.LastEventId, Is.EqualTo("1999".PadLeft(length, '-')));
    }

    private static string IdAfter(string stream, bool asks = false)
    {
        var decoder = new SseDecoder();
        decoder.FeedEvents([Encoding.UTF8.GetBytes(stream)], view => _ = asks ? view.LastEventId : null);
        return decoder.LastEventId;
    }

    private static List<string> Ids(string stream)
    {
        var ids = new List<string>();
        new SseDecoder().FeedEvents([Encoding.UTF8.GetBytes(stream)], view => ids.Add(view.LastEventId));
        return ids;
    }
}
