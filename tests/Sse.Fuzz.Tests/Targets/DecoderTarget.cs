using System.Text;
using Sse.Protocol.Tests;

namespace Sse.Fuzz.Tests;

/// <summary>
/// Any bytes in any chunks give the events of the reference decoder, in each of the decoder's two ways to read; a limit fails with its own
/// exception, in any chunks at the same place, and never lets through what is larger; after a reset the next stream is read as a new one.
/// Input: the seed of the chunks, the limit, the stream.
/// </summary>
internal static class DecoderTarget
{
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        var input = new Input(bytes);
        var (seed, limit) = (input.Byte(), 1 + (input.Byte() & 63));
        var stream = input.Rest().ToArray();

        var expected = ReferenceDecoder.Decode(stream);
        Law.SameSequence(expected, Feeding.Frames(Chunking.AnySize(stream, seed)), "frames");
        var events = expected.OfType<SseFrame.Event>().Select(frame => frame.Value);
        Law.SameSequence(events, Feeding.Events(Chunking.AnySize(stream, ~seed)), "events");
        CheckLimit(expected, stream, seed, limit);
        CheckReset(stream, seed);
    }

    private static void CheckLimit(IReadOnlyList<SseFrame> expected, byte[] stream, int seed, int limit)
    {
        var (frames, failure) = Feeding.FramesWithin(limit, Chunking.Whole(stream));
        var (inChunks, failureInChunks) = Feeding.FramesWithin(limit, Chunking.AnySize(stream, seed));
        Law.SameSequence(frames, inChunks, "frames within the limit");
        Law.Same(failure?.What, failureInChunks?.What, "what is over the limit");
        Law.SameSequence(failure is null ? expected : expected.Take(frames.Count), frames, "frames before the limit");
        Law.Holds(failure is null || (failure.Limit == limit && failure.Reached > limit), "the limit is exceeded");
        foreach (var text in frames.Select(TextOf))
        {
            var length = Encoding.UTF8.GetByteCount(text.Replace('\uFFFD', '?')); // an invalid byte becomes one character of three bytes
            Law.Holds(length <= limit, "a frame is within the limit");
        }
    }

    private static void CheckReset(byte[] stream, int seed)
    {
        var decoder = new SseDecoder();
        decoder.Feed(Chunking.AnySize(stream, seed), _ => { });
        var (id, time) = (decoder.LastEventId, decoder.ReconnectionTime);
        decoder.Reset();
        Law.Same((id, time), (decoder.LastEventId, decoder.ReconnectionTime), "what a reset keeps");
        var frames = new List<SseFrame>();
        decoder.Feed(Chunking.Whole(stream), frames.Add);
        Law.SameSequence(ReferenceDecoder.Decode(stream, id), frames, "frames after a reset");
    }

    private static string TextOf(SseFrame frame) => frame switch
    {
        SseFrame.Event e => e.Value.Data,
        SseFrame.Comment comment => comment.Text,
        _ => "",
    };
}
