using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Ways to split a stream.</summary>
public class ChunkingsTests
{
    private static readonly byte[] Stream = "data: €\r\n\r\nid"u8.ToArray();

    [Test]
    public void Every_returns_each_chunking_once()
    {
        var ways = Chunkings.Every("abcd"u8.ToArray()).Select(Text).ToList();

        Assert.That(ways, Is.EquivalentTo(new[] { "abcd", "a|bcd", "ab|cd", "abc|d", "a|b|cd", "a|bc|d", "ab|c|d", "a|b|c|d" }));
        Assert.That(ways[0], Is.EqualTo("abcd"));
        Assert.That(ways[^1], Is.EqualTo("a|b|c|d"));
    }

    [TestCase("", "")]
    [TestCase("a", "a")]
    public void Every_of_at_most_one_byte(string stream, string expected) =>
        Assert.That(Chunkings.Every(System.Text.Encoding.UTF8.GetBytes(stream)).Select(Text), Is.EqualTo(new[] { expected }));

    [Test]
    public void Every_of_a_long_stream_is_an_error_that_suggests_alternatives() =>
        Assert.That(
            Assert.Throws<ArgumentException>(() => Chunkings.Every(new byte[21]))!.Message,
            Does.StartWith("21 bytes can be split in 2^20 ways. Pass at most 20 bytes, or use InTwo or Random."));

    [Test]
    public void InTwo_splits_at_each_position() =>
        Assert.That(Chunkings.InTwo("abc"u8.ToArray()).Select(Text), Is.EqualTo(new[] { "a|bc", "ab|c" }));

    [Test]
    public void OneByOne_returns_one_chunk_per_byte() =>
        Assert.That(Text(Chunkings.OneByOne("abc"u8.ToArray())), Is.EqualTo("a|b|c"));

    [Test]
    public void Random_depends_on_the_seed_only()
    {
        var ways = Chunkings.Randoms(new byte[200], 20).Select(Sizes).ToList();

        Assert.That(Sizes(Chunkings.Random(new byte[200], 3)), Is.EqualTo(ways[3]));
        Assert.That(ways.Distinct().Count(), Is.EqualTo(20));
        Assert.That(
            Chunkings.Random(new byte[2000], 1, maxChunkBytes: 5).Select(c => c.Length).Distinct(),
            Is.EquivalentTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Chunkings.Random(new byte[2], 1, maxChunkBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Chunkings.Randoms(new byte[2], 1, maxChunkBytes: 0));
    }

    [Test]
    public void No_chunking_loses_a_byte()
    {
        var all = Chunkings.Every(Stream)
            .Concat(Chunkings.InTwo(Stream))
            .Concat(Chunkings.Randoms(Stream, 50))
            .Append(Chunkings.OneByOne(Stream));

        Assert.That(all.Select(way => way.SelectMany(c => c.ToArray())), Is.All.EqualTo(Stream));
    }

    [Test]
    public void The_decoder_gives_the_same_events_for_every_chunking() =>
        Assert.That(
            Chunkings.Every(Stream).Select(way => way.ToObservable().ParseSse().ToEnumerable()),
            Is.All.EqualTo(new[] { new SseEvent("€") }));

    private static string Text(IEnumerable<ReadOnlyMemory<byte>> chunks) =>
        string.Join('|', chunks.Select(c => System.Text.Encoding.UTF8.GetString(c.Span)));

    private static string Sizes(IEnumerable<ReadOnlyMemory<byte>> chunks) => string.Join(',', chunks.Select(c => c.Length));
}
