using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>
/// Lines about as long as the blocks that the decoder searches and copies, cut at every position and compared with the reference decoder.
/// </summary>
public class LongLineTests
{
    private const int FirstChunks = 700;

#if MUTANTS // fewer, because they run for hundreds of mutants
    private static IEnumerable<int> HugeLengths => [100_000];

    private static IEnumerable<int> Lengths => [1, 63, 256, 640, 2049];
#else
    private static IEnumerable<int> HugeLengths => [30_000, 65_530, 100_000, 1_000_000, 3_000_000];

    private static IEnumerable<int> Lengths =>
        [1, 57, 58, 63, 64, 65, 127, 129, 249, 250, 255, 256, 257, 314, 511, 513, 640, 1023, 2048, 2049, 5000];
#endif

    [Test]
    public void Are_read_the_same_wherever_they_are_cut(
        [ValueSource(nameof(Lengths))] int length, [Values("\n", "\r", "\r\n")] string newline)
    {
        var stream = Stream(length, newline);
        var expected = ReferenceDecoder.Decode(stream);

        for (var cut = 0; cut <= Math.Min(FirstChunks, stream.Length); cut++)
        {
            Assert.That(Feeding.Frames([stream.AsMemory(0, cut), stream.AsMemory(cut)]), Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void Are_read_the_same_in_chunks_of_any_size(
        [ValueSource(nameof(Lengths))] int length,
        [Values("\n", "\r", "\r\n")] string newline,
        [Values(1, 7, 63, 64, 65, 100, 192, 255, 256, 257, 320, 1024, 1400)] int chunkSize)
    {
        var stream = Stream(length, newline);

        var frames = Feeding.Frames(stream.Chunk(chunkSize).Select(c => new ReadOnlyMemory<byte>(c)));

        Assert.That(frames, Is.EqualTo(ReferenceDecoder.Decode(stream)));
    }

    [Test]
    public void Are_accepted_up_to_the_limit_and_no_further(
        [ValueSource(nameof(Lengths))] int length, [Values(1, 64, 100, 256, 1024)] int chunkSize, [Values(0, 1)] int tooMuch)
    {
        var stream = Encoding.UTF8.GetBytes($"data: {Text(length + tooMuch)}\n\n");

        var (frames, failure) = Feeding.FramesWithin(length, stream.Chunk(chunkSize).Select(c => new ReadOnlyMemory<byte>(c)));

        Assert.That(
            (frames.Count, failure?.What, failure?.Reached),
            Is.EqualTo(tooMuch == 0 ? (1, null, null) : (0, "event data", (long?)(length + 1))));
    }

    [Test]
    public void Huge_lines_are_read_whole(
        [ValueSource(nameof(HugeLengths))] int length, [Values(100, 1400, 16 * 1024, 200_000)] int chunkSize)
    {
        var text = Numbers(length);
        var stream = Encoding.UTF8.GetBytes($"data: {text}\n\nevent: {text}\nid: {text}\ndata: {text}\ndata: {text}\n\n");

        var events = Feeding.Events(stream.Chunk(chunkSize).Select(c => new ReadOnlyMemory<byte>(c)));

        Assert.That(events, Has.Count.EqualTo(2));
        Assert.That(events[0].Data, Is.EqualTo(text));
        Assert.That(events[1].Type, Is.EqualTo(text));
        Assert.That(events[1].LastEventId, Is.EqualTo(text));
        Assert.That(events[1].Data, Is.EqualTo($"{text}\n{text}"));
    }

    [Test]
    public void A_line_in_small_chunks_after_a_huge_line_is_read_whole(
        [ValueSource(nameof(HugeLengths))] int length, [Values(1, 3, 16)] int chunkSize)
    {
        var huge = Encoding.UTF8.GetBytes($"data: {Numbers(length)}\n\n");
        var next = "data: abcdefghijklmnop\ndata: qrstuvwxyz\n\n"u8.ToArray();

        for (var cut = 1; cut < next.Length; cut++)
        {
            // The huge line is pending, and ends in the chunk in which the next line starts.
            ReadOnlyMemory<byte>[] chunks =
                [huge.AsMemory(0, length / 2), (byte[])[.. huge[(length / 2)..], .. next[..cut]], .. next[cut..].Chunk(chunkSize)];

            Assert.That(Feeding.Events(chunks)[^1].Data, Is.EqualTo("abcdefghijklmnop\nqrstuvwxyz"), $"cut at {cut}");
        }
    }

    /// <summary>Every kind of line of that length, and data over two lines.</summary>
    private static byte[] Stream(int length, string newline)
    {
        var text = Text(length);
        string[] lines =
        [
            $"data: {text}", "",
            $": {text}", $"id: {text}", $"event: {text}", $"data:{text}", $"data: {text}", "",
            $"data: {text}", "",
            "data: x", "",
        ];
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + newline)));
    }

    /// <summary>Text without repetitions, so that any part lost or moved is detected.</summary>
    private static string Numbers(int length)
    {
        var text = new StringBuilder(length + 8);
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(i).Append(' ');
        }

        return text.ToString(0, length);
    }

    /// <summary>Text with bytes that are smaller than a line end.</summary>
    private static string Text(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => i % 97 == 96 ? '\t' : (char)('a' + (i % 26))));
}
