using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>What was written reads back as what was meant.</summary>
public class RoundTripLaws
{
    private const int Sequences = 2000;

    [Property(MaxTest = Sequences, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Events_read_back_as_they_were_written(SendableEvent[] events, int seed)
    {
        var sent = events.Select(e => e.Value).ToList();

        return Law.Same(sent.Select(RoundTrip.Expected), Feeding.Events(Chunking.AnySize(Formatting.Bytes(sent), seed)));
    }

    [Property(MaxTest = Sequences, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Events_alone_give_no_other_frames(SendableEvent[] events)
    {
        var sent = events.Select(e => e.Value).ToList();

        return Law.Same(
            sent.Select(e => new SseFrame.Event(RoundTrip.Expected(e))),
            Feeding.Frames(Chunking.Whole(Formatting.Bytes(sent))));
    }

    [Property(MaxTest = Sequences, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Frames_read_back_as_they_were_written(SendableFrame[] frames, int seed)
    {
        var sent = frames.Select(f => f.Value).ToList();

        return Law.Same(RoundTrip.Expected(sent), Feeding.Frames(Chunking.AnySize(Formatting.Bytes(sent), seed)));
    }

    [Property(MaxTest = Sequences, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property What_was_read_reads_back_unchanged(StreamSample stream)
    {
        var frames = Feeding.Frames(Chunking.Whole(stream.Bytes)).Select(WithoutNulInType).ToList();

        return Law.Same(frames, Feeding.Frames(Chunking.Whole(Formatting.Bytes(frames))));
    }

    /// <summary>A type with U+0000 can be read but is not written.</summary>
    private static SseFrame WithoutNulInType(SseFrame frame) => frame is SseFrame.Event { Value: var e }
        ? new SseFrame.Event(e with { Type = e.Type.Replace("\0", "") })
        : frame;
}
