using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>[beyond spec] Properties of <see cref="SseParseOptions.MaxEventBytes"/> that hold for every stream.</summary>
public class LimitLaws
{
    private const int Streams = 3000;

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_limit_gives_the_same_result_in_any_chunking(StreamSample stream, ByteLimit limit, int seed) =>
        SameVerdict(stream, limit, Chunking.AnySize(stream.Bytes, seed));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_limit_gives_the_same_result_byte_by_byte(StreamSample stream, ByteLimit limit) =>
        SameVerdict(stream, limit, Chunking.ByteByByte(stream.Bytes));

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Below_the_limit_the_frames_are_the_same_as_without_it(StreamSample stream, ByteLimit limit)
    {
        var unlimited = Feeding.Frames(Chunking.Whole(stream.Bytes));
        var (frames, failure) = Feeding.FramesWithin(limit.Bytes, Chunking.Whole(stream.Bytes));

        return Law.Same(failure is null ? unlimited : unlimited.Take(frames.Count), frames);
    }

    [Property(MaxTest = Streams, QuietOnSuccess = true)]
    public void No_bytes_cause_any_exception_but_SseLimitExceededException(byte[] bytes, PositiveInt limit, int seed) =>
        Feeding.FramesWithin(limit.Get, Chunking.AnySize(bytes, seed));

    private static Property SameVerdict(StreamSample stream, ByteLimit limit, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var whole = Feeding.FramesWithin(limit.Bytes, Chunking.Whole(stream.Bytes));
        var pieces = Feeding.FramesWithin(limit.Bytes, chunks);

        return Law.All(Law.Same(whole.Frames, pieces.Frames), Law.Same([whole.Failure?.What], [pieces.Failure?.What]));
    }
}
