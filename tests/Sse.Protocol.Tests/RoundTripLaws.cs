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
        // A type with U+0000 can be read but not written.
        var frames = Feeding.Frames(Chunking.Whole(stream.Bytes))
            .Where(frame => frame is not SseFrame.Event { Value: var e } || !e.Type.Contains('\0'))
            .ToList();

        return Law.Same(frames, Feeding.Frames(Chunking.Whole(Formatting.Bytes(frames))));
    }
}
