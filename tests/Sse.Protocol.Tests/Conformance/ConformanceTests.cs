namespace Sse.Protocol.Tests;

/// <summary>The recorded parsing and timing cases, through every entry point, in every chunking.</summary>
public class ConformanceTests
{
    private static IEnumerable<TestCaseData> Vectors => Vector.Cases("wpt-vectors.json", "more-vectors.json");

    private static IEnumerable<TestCaseData> TimingVectors => Vector.Cases("timing-vectors.json");

    [TestCaseSource(nameof(Vectors))]
    public async Task Every_entry_point_parses_the_events_in_any_chunking(Vector vector)
    {
        foreach (var (name, chunks) in Chunkings(vector))
        {
            Assert.That(EntryPoints.Rx(chunks, vector.Options), Is.EqualTo(vector.ExpectedEvents), name);
            Assert.That(EntryPoints.RxSelector(chunks, vector.Options), Is.EqualTo(vector.ExpectedEvents), name);
            Assert.That(await EntryPoints.Pulled(chunks, vector.Options), Is.EqualTo(vector.ExpectedEvents), name);
            Assert.That(await EntryPoints.PulledSelector(chunks, vector.Options), Is.EqualTo(vector.ExpectedEvents), name);
        }
    }

    [TestCaseSource(nameof(Vectors))]
    public void Parses_the_same_frames_in_any_chunking(Vector vector)
    {
        foreach (var (name, chunks) in Chunkings(vector))
        {
            var frames = EntryPoints.Frames(chunks, vector.Options);

            Assert.That(frames.OfType<SseFrame.Event>().Select(f => f.Value), Is.EqualTo(vector.ExpectedEvents), name);
            Assert.That(frames.OfType<SseFrame.Retry>().LastOrDefault()?.ReconnectionTime, Is.EqualTo(vector.ExpectedRetry), name);
            if (vector.Comments is not null)
            {
                Assert.That(frames.OfType<SseFrame.Comment>().Select(f => f.Text), Is.EqualTo(vector.Comments), name);
            }
        }
    }

    [TestCaseSource(nameof(Vectors))]
    public void Keeps_the_last_event_id_and_the_reconnection_time(Vector vector)
    {
        foreach (var (name, chunks) in Chunkings(vector))
        {
            var decoder = new SseDecoder(vector.Options);
            foreach (var chunk in chunks)
            {
                var rest = chunk.Span;
                while (decoder.TryReadEvent(ref rest, out _))
                {
                }
            }

            Assert.That(decoder.LastEventId, Is.EqualTo(vector.LastEventIdAfter), name);
            Assert.That(decoder.ReconnectionTime, Is.EqualTo(vector.ExpectedRetry), name);
        }
    }

    [TestCaseSource(nameof(TimingVectors))]
    public void Dispatches_as_soon_as_the_blank_line_is_complete(Vector vector)
    {
        var decoder = new SseDecoder();
        var events = new List<SseEvent>();
        var dispatched = new List<int>();
        foreach (var chunk in vector.Chunks!)
        {
            ReadOnlySpan<byte> rest = chunk;
            while (decoder.TryReadEvent(ref rest, out var view))
            {
                events.Add(view.ToEvent());
            }

            dispatched.Add(events.Count);
        }

        Assert.That(dispatched, Is.EqualTo(vector.DispatchedAfterChunk));
        Assert.That(events, Is.EqualTo(vector.ExpectedEvents));
    }

#if !MUTANTS
    [Test]
    public void Loads_every_case() =>
        Assert.That((Vectors.Count(), TimingVectors.Count()), Is.EqualTo((177, 6)));
#endif

    private static IEnumerable<(string Name, IEnumerable<ReadOnlyMemory<byte>> Chunks)> Chunkings(Vector vector)
    {
        var chunkings = Chunking.All(vector.Stream);
        return vector.Chunks is null
            ? chunkings
            : chunkings.Append(("as recorded", vector.Chunks.Select(c => (ReadOnlyMemory<byte>)c)));
    }
}
