using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>[beyond spec] What holds for <see cref="SseParseOptions.MaxEventBytes"/> on every stream.</summary>
public class LimitLaws
{
    private const int Streams = 3000;

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_verdict_is_the_same_in_any_chunking(StreamSample stream, ByteLimit limit, int seed) =>
        SameVerdict(stream, limit, Chunking.AnySize(stream.Bytes, seed));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_verdict_is_the_same_byte_by_byte(StreamSample stream, ByteLimit limit) =>
        SameVerdict(stream, limit, Chunking.ByteByByte(stream.Bytes));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Within_the_limit_it_makes_no_difference(StreamSample stream, ByteLimit limit)
    {
        var unlimited = Feeding.Frames(Chunking.Whole(stream.Bytes));
        var (frames, death) = Feeding.FramesWithin(limit.Bytes, Chunking.Whole(stream.Bytes));

        return Law.Same(death is null ? unlimited : unlimited.Take(frames.Count), frames);
    }

    [Property(MaxTest = Streams, QuietOnSuccess = true)]
    public void No_bytes_throw_anything_but_the_limit(byte[] bytes, PositiveInt limit, int seed) =>
        Feeding.FramesWithin(limit.Get, Chunking.AnySize(bytes, seed));

    private static Property SameVerdict(StreamSample stream, ByteLimit limit, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var whole = Feeding.FramesWithin(limit.Bytes, Chunking.Whole(stream.Bytes));
        var pieces = Feeding.FramesWithin(limit.Bytes, chunks);

        return Law.All(Law.Same(whole.Frames, pieces.Frames), Law.Same([whole.Death?.What], [pieces.Death?.What]));
    }
}
