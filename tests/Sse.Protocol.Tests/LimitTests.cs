using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>[beyond spec] <see cref="SseParseOptions.MaxEventBytes"/>: what counts, what is said, and what comes after.</summary>
public class LimitTests
{
    private static SseParseOptions Ten { get; } = new() { MaxEventBytes = 10 };

    private static byte[] TooMuch { get; } = "data: ok\n\ndata: 0123456789x\n\n"u8.ToArray();

    private static IEnumerable<TestCaseData> LinesAtTheLimit =>
    [
        new("data: 0123456789", "event data"),
        new("data:0123456789", "event data"),
        new("data: 01234\ndata: 5678", "event data"),
        new("data\ndata: 012345678", "event data"),
        new("0123456789", "line"),
        new("datax56789", "line"),
        new("id: 456789", "line"),
        new("event: 789", "line"),
        new("retry: 789", "line"),
        new(":123456789", "comment"),
        new("data: 01234\n:1234", "comment"),
        new("data: 01234\nid: 5", "line"),
    ];

    [TestCaseSource(nameof(LinesAtTheLimit))]
    public void Passes_what_is_exactly_as_large_as_the_limit(string lines, string _)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "\n\n")))
        {
            Assert.That(Feeding.FramesWithin(10, chunks).Death, Is.Null, name);
        }
    }

    [TestCaseSource(nameof(LinesAtTheLimit))]
    public void Refuses_one_byte_more_and_says_what_it_was(string lines, string what)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "x\n\n")))
        {
            var death = Feeding.FramesWithin(10, chunks).Death;

            Assert.That((death?.What, death?.Limit, death?.Reached), Is.EqualTo((what, 10, 11)), name);
        }
    }

    [TestCaseSource(nameof(LinesAtTheLimit))]
    public void Does_not_wait_for_the_end_of_a_line_that_is_too_long(string lines, string what)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "x")))
        {
            Assert.That(Feeding.FramesWithin(10, chunks).Death?.What, Is.EqualTo(what), name);
        }
    }

    [Test]
    public void Says_in_the_message_what_how_far_and_what_to_do()
    {
        var message = Feeding.FramesWithin(10, Chunking.Whole(TooMuch)).Death!.Message;

        Assert.That(message, Does.Contain("event data").And.Contain("11 bytes").And.Contain("limit is 10").And.Contain("MaxEventBytes"));
    }

    [Test]
    public void Knows_event_data_where_a_chunk_ends_in_the_field_name([Range(1, 5)] int cut)
    {
        var line = Encoding.UTF8.GetBytes("data: " + new string('x', 100));

        var death = Feeding.FramesWithin(10, [line.AsMemory(0, cut), line.AsMemory(cut)]).Death;

        Assert.That(death?.What, Is.EqualTo("event data"));
    }

    [Test]
    public void Empty_data_lines_count_by_their_newlines()
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data\n", 12)));

        Assert.That(Feeding.FramesWithin(10, Chunking.Whole(lines)).Death?.Reached, Is.EqualTo(11));
    }

    [Test]
    public void Each_event_has_the_whole_limit() =>
        Assert.That(Feeding.FramesWithin(10, Chunking.Whole("data: 0123456789\n\ndata: 0123456789\n\n"u8.ToArray())).Frames, Has.Count.EqualTo(2));

    [Test]
    public void What_came_before_is_given() =>
        Assert.That(Feeding.FramesWithin(10, Chunking.Whole(TooMuch)).Frames, Is.EqualTo(new[] { new SseFrame.Event(new("ok")) }));

    [Test]
    public void A_dead_decoder_says_so_again_whatever_it_is_fed([Values("", "\n", "data: y\n\n")] string more)
    {
        var decoder = Dead();

        var again = Assert.Throws<SseLimitExceededException>(() => decoder.Feed([Encoding.UTF8.GetBytes(more)], _ => { }));

        Assert.That((again.What, again.Limit, again.Reached), Is.EqualTo(("event data", 10, 11)));
    }

    [Test]
    public void Reset_revives_with_the_last_event_id_and_nothing_of_the_old_stream()
    {
        var decoder = Dead();
        var frames = new List<SseFrame>();

        decoder.Reset();
        decoder.Feed(["data: y\n\n"u8.ToArray()], frames.Add);

        Assert.That(frames, Is.EqualTo(new[] { new SseFrame.Event(new("y", LastEventId: "7")) }));
    }

    [Test]
    public void Is_the_error_of_parsed_events()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<SseEvent>();
        using var subscription = chunks.ParseSse(Ten).Subscribe(seen);

        chunks.OnNext(TooMuch);

        Assert.That(seen.Values, Has.Count.EqualTo(1));
        Assert.That(seen.Error, Is.TypeOf<SseLimitExceededException>());
        Assert.That(chunks.HasObservers, Is.False, "the source is still subscribed to");
    }

    [Test]
    public void Is_the_error_of_parsed_frames()
    {
        using var chunks = new Subject<ReadOnlyMemory<byte>>();
        var seen = new Recorder<SseFrame>();
        using var subscription = chunks.ParseSseFrames(Ten).Subscribe(seen);

        chunks.OnNext(TooMuch);

        Assert.That(seen.Values, Has.Count.EqualTo(1));
        Assert.That(seen.Error, Is.TypeOf<SseLimitExceededException>());
        Assert.That(chunks.HasObservers, Is.False, "the source is still subscribed to");
    }

    [Test]
    public async Task Is_thrown_by_the_pulled_reader()
    {
        var reader = new MemoryStream(TooMuch).ReadSseAsync(Ten).GetAsyncEnumerator();

        Assert.That(await reader.MoveNextAsync(), Is.True);
        await Assert.ThrowsAsync<SseLimitExceededException>(async () => await reader.MoveNextAsync());
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1_000_000_001)]
    public void A_limit_out_of_range_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SseParseOptions { MaxEventBytes = limit });

    private static SseDecoder Dead()
    {
        var decoder = new SseDecoder(Ten);
        decoder.Feed(["id: 7\n\n"u8.ToArray()], _ => { });
        Assert.Throws<SseLimitExceededException>(() => decoder.Feed([TooMuch], _ => { }));
        return decoder;
    }
}
