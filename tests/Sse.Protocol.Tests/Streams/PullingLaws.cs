using FsCheck;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Sse.Protocol.Tests;

/// <summary>The pulled readers give what the pushed ones give, for every stream and chunking.</summary>
public class PullingLaws
{
    private const int Streams = 1500;

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property Pulled_events_equal_pushed_events(StreamSample stream, int seed) =>
        Law.Same(
            EntryPoints.Rx(Chunking.AnySize(stream.Bytes, seed)),
            EntryPoints.Pulled(Chunking.AnySize(stream.Bytes, seed)).GetAwaiter().GetResult());

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_selectors_see_the_same_events(StreamSample stream, int seed) =>
        Law.Same(
            EntryPoints.RxSelector(Chunking.AnySize(stream.Bytes, seed)),
            EntryPoints.PulledSelector(Chunking.AnySize(stream.Bytes, seed)).GetAwaiter().GetResult());

    [Property(MaxTest = Streams, Arbitrary = [typeof(Arbitraries)], QuietOnSuccess = true)]
    public Property The_limit_ends_both_after_the_same_events(StreamSample stream, ByteLimit limit, int seed)
    {
        var pushed = new List<SseEvent>();
        SseLimitExceededException? pushedError = null;
        var decoder = new SseDecoder(new() { MaxEventBytes = limit.Bytes });
        try
        {
            decoder.FeedEvents(Chunking.AnySize(stream.Bytes, seed), view => pushed.Add(view.ToEvent()));
        }
        catch (SseLimitExceededException error)
        {
            pushedError = error;
        }

        var (pulled, pulledError) = PulledWithinAsync(limit.Bytes, Chunking.AnySize(stream.Bytes, seed)).GetAwaiter().GetResult();

        return Law.All(Law.Same(pushed, pulled), Law.Same([What(pushedError)], [What(pulledError)]));

        // How much of the event had arrived is a lower bound, which depends on where the stream was cut.
        static string? What(SseLimitExceededException? error) => error?.Message.Split(": at least")[0];
    }

    private static async Task<(List<SseEvent> Events, SseLimitExceededException? Error)> PulledWithinAsync(
        int maxEventBytes, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var events = new List<SseEvent>();
        try
        {
            await foreach (var e in new ChunkStream(chunks).ReadSseAsync(new() { MaxEventBytes = maxEventBytes }))
            {
                events.Add(e);
            }

            return (events, null);
        }
        catch (SseLimitExceededException error)
        {
            return (events, error);
        }
    }
}
