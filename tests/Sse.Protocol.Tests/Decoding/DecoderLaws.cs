using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>Properties of the decoder that hold for every stream, tested with generated streams.</summary>
public class DecoderLaws
{
    private const int Streams = 3000;

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_reference_decoder_agrees(StreamSample stream, bool isResumed)
    {
        var id = isResumed ? "7" : "";

        return Law.Same(
            ReferenceDecoder.Decode(stream.Bytes, id),
            Feeding.Frames(Chunking.Whole(stream.Bytes), new() { LastEventId = id }));
    }

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Any_chunking_gives_the_same_frames(StreamSample stream, int seed) =>
        Law.Same(Feeding.Frames(Chunking.Whole(stream.Bytes)), Feeding.Frames(Chunking.AnySize(stream.Bytes, seed)));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Byte_by_byte_gives_the_same_frames(StreamSample stream) =>
        Law.Same(Feeding.Frames(Chunking.Whole(stream.Bytes)), Feeding.Frames(Chunking.ByteByByte(stream.Bytes)));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property TryReadEvent_gives_the_events_among_the_frames(StreamSample stream, int seed) =>
        Law.Same(
            Feeding.Frames(Chunking.Whole(stream.Bytes)).OfType<SseFrame.Event>().Select(frame => frame.Value),
            Feeding.Events(Chunking.AnySize(stream.Bytes, seed)));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Any_newline_style_gives_the_same_frames(StreamSample stream, int seed)
    {
        var generator = new StreamGenerator(new(seed));
        var frames = Frames(stream.WithEnds(() => "\n"));

        return Law.All(
            Law.Same(frames, Frames(stream.WithEnds(() => "\r"))),
            Law.Same(frames, Frames(stream.WithEnds(() => "\r\n"))),
            Law.Same(frames, Frames(stream.WithEnds(generator.NextEnd))));
    }

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property A_prefix_gives_a_prefix_of_the_frames(StreamSample stream, PositiveInt cut)
    {
        var whole = Frames(stream);
        var part = Feeding.Frames(Chunking.Whole(stream.Bytes[..(cut.Get % (stream.Bytes.Length + 1))]));

        return Law.Same(whole.Take(part.Count), part);
    }

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property A_reset_decoder_reads_like_a_new_one_with_the_same_id(StreamSample first, StreamSample second)
    {
        var frames = new List<SseFrame>();
        var decoder = new SseDecoder();
        decoder.Feed(Chunking.Whole(first.Bytes), _ => { });
        decoder.Reset();
        var fresh = new SseParseOptions { LastEventId = decoder.LastEventId };
        decoder.Feed(Chunking.Whole(second.Bytes), frames.Add);

        return Law.Same(Feeding.Frames(Chunking.Whole(second.Bytes), fresh), frames);
    }

    private static List<SseFrame> Frames(StreamSample stream) => Feeding.Frames(Chunking.Whole(stream.Bytes));
}
