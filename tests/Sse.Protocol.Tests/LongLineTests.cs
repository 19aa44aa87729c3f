using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>Lines about as long as what the decoder looks at and copies at once, cut everywhere: the reference decoder reads them as one text.</summary>
public class LongLineTests
{
    private const int FirstChunks = 700;

    private static IEnumerable<int> Lengths => [1, 57, 58, 63, 64, 65, 127, 129, 249, 250, 255, 256, 257, 314, 511, 513, 640, 1023, 2048, 2049, 5000];

    [Test]
    public void Are_the_same_wherever_they_are_cut([ValueSource(nameof(Lengths))] int length, [Values("\n", "\r", "\r\n")] string newline)
    {
        var stream = Stream(length, newline);
        var expected = ReferenceDecoder.Decode(stream);

        for (var cut = 0; cut <= Math.Min(FirstChunks, stream.Length); cut++)
        {
            Assert.That(Feeding.Frames([stream.AsMemory(0, cut), stream.AsMemory(cut)]), Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void Are_the_same_in_chunks_of_any_size(
        [ValueSource(nameof(Lengths))] int length,
        [Values("\n", "\r", "\r\n")] string newline,
        [Values(1, 7, 63, 64, 65, 100, 192, 255, 256, 257, 320, 1024, 1400)] int chunkSize)
    {
        var stream = Stream(length, newline);

        var frames = Feeding.Frames(stream.Chunk(chunkSize).Select(c => new ReadOnlyMemory<byte>(c)));

        Assert.That(frames, Is.EqualTo(ReferenceDecoder.Decode(stream)));
    }

    [Test]
    public void Are_held_up_to_the_limit_and_no_further(
        [ValueSource(nameof(Lengths))] int length, [Values(1, 64, 100, 256, 1024)] int chunkSize, [Values(0, 1)] int tooMuch)
    {
        var stream = Encoding.UTF8.GetBytes($"data: {Text(length + tooMuch)}\n\n");

        var (frames, death) = Feeding.FramesWithin(length, stream.Chunk(chunkSize).Select(c => new ReadOnlyMemory<byte>(c)));

        Assert.That((frames.Count, death?.What, death?.Reached), Is.EqualTo(tooMuch == 0 ? (1, null, null) : (0, "event data", (long?)(length + 1))));
    }

    /// <summary>Every kind of line at that length, data over two lines among them.</summary>
    private static byte[] Stream(int length, string newline)
    {
        var text = Text(length);
        string[] lines = [$"data: {text}", "", $": {text}", $"id: {text}", $"event: {text}", $"data:{text}", $"data: {text}", "", $"data: {text}", "", "data: x", ""];
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + newline)));
    }

    /// <summary>Text with bytes as small as a line end that are none.</summary>
    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => i % 97 == 96 ? '\t' : (char)('a' + (i % 26))));
}
