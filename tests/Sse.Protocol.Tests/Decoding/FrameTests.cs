namespace Sse.Protocol.Tests;

/// <summary>
/// When an ID without data gives a frame, and that frames within an event or a block without data do not affect the next event.
/// </summary>
public class FrameTests
{
    [Test]
    public void A_block_with_an_id_and_no_data_gives_the_id() =>
        Assert.That(Frames("id: 1\n\n"u8), Is.EqualTo(new[] { new SseFrame.Id("1") }));

    [Test]
    public void An_unchanged_id_gives_no_frame() =>
        Assert.That(Frames("id: 1\n\nid: 1\n\n"u8), Is.EqualTo(new[] { new SseFrame.Id("1") }));

    [Test]
    public void An_id_of_other_invalid_bytes_with_the_same_text_gives_no_frame() =>
        Assert.That(Frames([.. "id: "u8, 0xFF, .. "\n\nid: "u8, 0xFE, .. "\n\n"u8]), Is.EqualTo(new[] { new SseFrame.Id("\uFFFD") }));

    [Test]
    public void An_id_without_a_blank_line_gives_no_frame() =>
        Assert.That(Frames("id: 1\n"u8), Is.Empty);

    [Test]
    public void A_blank_line_clears_the_type_of_a_block_without_data() =>
        Assert.That(Frames("event: a\n\ndata: x\n\n"u8), Is.EqualTo(new[] { new SseFrame.Event(new("x")) }));

    [Test]
    public void A_comment_and_a_retry_do_not_split_the_event_around_them() =>
        Assert.That(Frames("data: a\n:c\nretry: 5\ndata: b\n\n"u8), Is.EqualTo(new SseFrame[]
        {
            new SseFrame.Comment("c"), new SseFrame.Retry(TimeSpan.FromMilliseconds(5)), new SseFrame.Event(new("a\nb")),
        }));

    [Test]
    public void Copying_without_a_frame_throws() =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            var nothing = default(ReadOnlySpan<byte>);
            new SseDecoder().TryRead(ref nothing, out var frame);
            frame.ToFrame();
        });

    private static List<SseFrame> Frames(ReadOnlySpan<byte> stream) => Feeding.Frames(Chunking.Whole(stream.ToArray()));
}
