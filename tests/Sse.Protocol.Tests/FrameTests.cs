namespace Sse.Protocol.Tests;

/// <summary>When an ID alone is worth a frame, and what a block without data or a frame in mid-event leaves standing.</summary>
public class FrameTests
{
    [Test]
    public void A_block_with_an_id_and_no_data_gives_the_id() =>
        Assert.That(Frames("id: 1\n\n"u8), Is.EqualTo(new[] { new SseFrame.Id("1") }));

    [Test]
    public void An_id_that_stays_the_same_gives_nothing() =>
        Assert.That(Frames("id: 1\n\nid: 1\n\n"u8), Is.EqualTo(new[] { new SseFrame.Id("1") }));

    [Test]
    public void An_id_of_other_invalid_bytes_with_the_same_text_gives_nothing() =>
        Assert.That(Frames([.. "id: "u8, 0xFF, .. "\n\nid: "u8, 0xFE, .. "\n\n"u8]), Is.EqualTo(new[] { new SseFrame.Id("\uFFFD") }));

    [Test]
    public void An_id_without_a_blank_line_gives_nothing() =>
        Assert.That(Frames("id: 1\n"u8), Is.Empty);

    [Test]
    public void A_type_ends_with_its_block_though_it_had_no_data() =>
        Assert.That(Frames("event: a\n\ndata: x\n\n"u8), Is.EqualTo(new[] { new SseFrame.Event(new("x")) }));

    [Test]
    public void A_comment_and_a_retry_leave_the_event_around_them_whole() =>
        Assert.That(Frames("data: a\n:c\nretry: 5\ndata: b\n\n"u8), Is.EqualTo(new SseFrame[]
        {
            new SseFrame.Comment("c"), new SseFrame.Retry(TimeSpan.FromMilliseconds(5)), new SseFrame.Event(new("a\nb")),
        }));

    [Test]
    public void Where_there_is_no_frame_none_can_be_copied() =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            var nothing = default(ReadOnlySpan<byte>);
            new SseDecoder().TryRead(ref nothing, out var frame);
            frame.ToFrame();
        });

    private static List<SseFrame> Frames(ReadOnlySpan<byte> stream) => Feeding.Frames(Chunking.Whole(stream.ToArray()));
}
