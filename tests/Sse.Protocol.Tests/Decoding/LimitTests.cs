using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;

namespace Sse.Protocol.Tests;

/// <summary>[beyond spec] <see cref="SseParseOptions.MaxEventBytes"/>: what is counted, what is reported, and what happens next.</summary>
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
    public void Accepts_exactly_the_limit(string lines, string _)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "\n\n")))
        {
            Assert.That(Feeding.FramesWithin(10, chunks).Failure, Is.Null, name);
        }
    }

    [TestCaseSource(nameof(LinesAtTheLimit))]
    public void Rejects_one_byte_more_and_reports_what_it_was(string lines, string what)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "x\n\n")))
        {
            var failure = Feeding.FramesWithin(10, chunks).Failure;

            Assert.That((failure?.What, failure?.Limit, failure?.Reached), Is.EqualTo((what, 10, 11)), name);
        }
    }

    [TestCaseSource(nameof(LinesAtTheLimit))]
    public void Fails_before_the_end_of_a_line_that_is_too_long(string lines, string what)
    {
        foreach (var (name, chunks) in Chunking.All(Encoding.UTF8.GetBytes(lines + "x")))
        {
            Assert.That(Feeding.FramesWithin(10, chunks).Failure?.What, Is.EqualTo(what), name);
        }
    }

    [Test]
    public void The_message_names_the_cause_the_size_and_the_fix()
    {
        var message = Feeding.FramesWithin(10, Chunking.Whole(TooMuch)).Failure!.Message;

        Assert.That(message, Does.Contain("event data").And.Contain("11 bytes").And.Contain("limit is 10").And.Contain("MaxEventBytes"));
    }

    [Test]
    public void Reports_event_data_when_a_chunk_ends_within_the_field_name([Range(1, 5)] int cut)
    {
        var line = Encoding.UTF8.GetBytes("data: " + new string('x', 100));

        var failure = Feeding.FramesWithin(10, [line.AsMemory(0, cut), line.AsMemory(cut)]).Failure;

        Assert.That(failure?.What, Is.EqualTo("event data"));
    }

    [Test]
    public void Empty_data_lines_count_as_one_byte_each()
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data\n", 12)));

        Assert.That(Feeding.FramesWithin(10, Chunking.Whole(lines)).Failure?.Reached, Is.EqualTo(11));
    }

    [Test]
    public void The_limit_applies_to_each_event() =>
        Assert.That(
            Feeding.FramesWithin(10, Chunking.Whole("data: 0123456789\n\ndata: 0123456789\n\n"u8.ToArray())).Frames,
            Has.Count.EqualTo(2));

    [Test]
    public void Events_before_the_failure_are_delivered() =>
        Assert.That(Feeding.FramesWithin(10, Chunking.Whole(TooMuch)).Frames, Is.EqualTo(new[] { new SseFrame.Event(new("ok")) }));

    [Test]
    public void A_failed_decoder_throws_again_on_every_call([Values("", "\n", "data: y\n\n")] string more)
    {
        var decoder = Failed();

        var again = Assert.Throws<SseLimitExceededException>(() => decoder.Feed([Encoding.UTF8.GetBytes(more)], _ => { }));

        Assert.That((again.What, again.Limit, again.Reached), Is.EqualTo(("event data", 10, 11)));
    }

    [Test]
    public void Reset_clears_the_failure_and_keeps_only_the_last_event_id()
    {
        var decoder = Failed();
        var frames = new List<SseFrame>();

        decoder.Reset();
        decoder.Feed(["data: y\n\n"u8.ToArray()], frames.Add);

        Assert.That(frames, Is.EqualTo(new[] { new SseFrame.Event(new("y", LastEventId: "7")) }));
    }

    [Test]
    public void Is_the_error_of_ParseSse()
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
    public void Is_the_error_of_ParseSseFrames()
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
    public async Task Is_thrown_by_ReadSseAsync()
    {
        var reader = new MemoryStream(TooMuch).ReadSseAsync(Ten).GetAsyncEnumerator();

        Assert.That(await reader.MoveNextAsync(), Is.True);
        await Assert.ThrowsAsync<SseLimitExceededException>(async () => await reader.MoveNextAsync());
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1_000_000_001)]
    public void A_limit_out_of_range_is_rejected(int limit) =>
        Assert.That(
            () => _ = new SseParseOptions { MaxEventBytes = limit },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Choose a limit from 1 to 1000000000 bytes."));

    [TestCase("event data", "The event data of the event stream is larger")]
    [TestCase("line", "The line of the event stream, together with the data before it in its event, is larger")]
    public void The_message_says_what_was_too_large_and_what_to_do(string what, string start) =>
        Assert.That(
            new SseLimitExceededException(what, 10, 11).Message,
            Is.EqualTo(
                start + " than MaxEventBytes allows: at least 11 bytes, where the limit is 10. "
                    + "If the server sends events of that size intentionally, raise MaxEventBytes. "
                    + "Reconnecting does not help: the server would send the same event again."));

    [Test]
    public void A_decoder_that_has_failed_says_so() =>
        Assert.That(
            () => Failed().Feed(["data: x\n\n"u8.ToArray()], _ => { }),
            Throws.TypeOf<SseLimitExceededException>().With.Message.StartsWith(
                "This decoder has failed and reads nothing more until Reset is called. The event data"));

    private static SseDecoder Failed()
    {
        var decoder = new SseDecoder(Ten);
        decoder.Feed(["id: 7\n\n"u8.ToArray()], _ => { });
        Assert.Throws<SseLimitExceededException>(() => decoder.Feed([TooMuch], _ => { }));
        return decoder;
    }
}
