using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>Written events and frames are read back unchanged.</summary>
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
    public Property Written_events_give_no_other_frames(SendableEvent[] events)
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
    public Property Frames_that_were_read_are_written_and_read_back_unchanged(StreamSample stream)
    {
        var frames = Feeding.Frames(Chunking.Whole(stream.Bytes)).Select(WithoutNulInType).ToList();

        return Law.Same(frames, Feeding.Frames(Chunking.Whole(Formatting.Bytes(frames))));
    }

    [Property(MaxTest = Sequences, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property WriteSseAsync_writes_the_bytes_of_FormatSse(SendableFrame[] frames)
    {
        var sent = frames.Select(f => f.Value).ToList();
        var written = new MemoryStream();
        written.WriteSseAsync(Pulled()).Wait();

        return Law.Same(Formatting.Bytes(sent), written.ToArray());

        async IAsyncEnumerable<SseFrame> Pulled()
        {
            await Task.CompletedTask;
            foreach (var frame in sent)
            {
                yield return frame;
            }
        }
    }

    /// <summary>A type with U+0000 can be read but not written.</summary>
    private static SseFrame WithoutNulInType(SseFrame frame) => frame is SseFrame.Event { Value: var e }
        ? new SseFrame.Event(e with { Type = e.Type.Replace("\0", "") })
        : frame;
}
