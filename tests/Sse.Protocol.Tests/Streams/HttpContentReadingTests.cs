using System.IO.Pipelines;
using System.Net.Http.Headers;
using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary><c>ReadSseAsync</c> of an HTTP content: what differs from a stream.</summary>
public class HttpContentReadingTests
{
    private static byte[] TwoEvents { get; } = "id: 1\ndata: a\n\ndata: b\n\n"u8.ToArray();

    [Test]
    public async Task Reads_the_events()
    {
        var events = new List<SseEvent>();

        await foreach (var e in Content(TwoEvents).ReadSseAsync())
        {
            events.Add(e);
        }

        Assert.That(events, Is.EqualTo(new SseEvent[] { new("a", LastEventId: "1"), new("b", LastEventId: "1") }));
    }

    [Test]
    public async Task Reads_with_the_selector_and_the_options()
    {
        var ids = new List<string>();

        await foreach (var id in Content("data: a\n\n"u8.ToArray()).ReadSseAsync(view => view.LastEventId, new() { LastEventId = "7" }))
        {
            ids.Add(id);
        }

        Assert.That(ids, Is.EqualTo(new[] { "7" }));
    }

    [TestCase("application/json")]
    [TestCase(null)]
    public async Task Does_not_check_the_media_type(string? mediaType)
    {
        var content = Content(TwoEvents);
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        await using var events = content.ReadSseAsync().GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync(), Is.True);
    }

    [Test]
    public async Task Disposes_the_stream_at_its_end()
    {
        var stream = new ChunkStream(Chunking.Whole(TwoEvents));

        await foreach (var _ in new StreamContent(stream).ReadSseAsync())
        {
            Assert.That(stream.IsDisposed, Is.False);
        }

        Assert.That(stream.IsDisposed, Is.True);
    }

    [Test]
    public async Task Disposes_the_stream_after_break()
    {
        var stream = new ChunkStream(Chunking.Whole(TwoEvents));

        await foreach (var _ in new StreamContent(stream).ReadSseAsync())
        {
            break;
        }

        Assert.That(stream.IsDisposed, Is.True);
    }

    [Test]
    public async Task Reads_nothing_before_it_is_enumerated()
    {
        var stream = new ChunkStream(Chunking.Whole(TwoEvents));
        var events = new StreamContent(stream).ReadSseAsync();
        Assert.That(stream.LargestRead, Is.Zero);

        await using var enumerator = events.GetAsyncEnumerator();
        await enumerator.MoveNextAsync();

        Assert.That(stream.LargestRead, Is.EqualTo(16 * 1024));
    }

    [Test]
    public async Task Returns_an_event_while_the_content_is_still_open()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("data: a\n\n"u8.ToArray());
        await using var events = new StreamContent(pipe.Reader.AsStream()).ReadSseAsync().GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(TestDeadline.Value), Is.True);
        Assert.That(events.Current, Is.EqualTo(new SseEvent("a")));
    }

    [Test]
    public async Task The_token_argument_cancels_a_pending_read()
    {
        using var cancellation = new CancellationTokenSource();
        var content = new StreamContent(new Pipe().Reader.AsStream());
        await using var events = content.ReadSseAsync(cancellationToken: cancellation.Token).GetAsyncEnumerator();

        var pending = events.MoveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => pending.AsTask().WaitAsync(TestDeadline.Value));
    }

    [Test]
    public async Task A_cancelled_token_opens_nothing()
    {
        var stream = new ChunkStream(Chunking.Whole(TwoEvents));
        await using var events = new StreamContent(stream).ReadSseAsync(cancellationToken: new(canceled: true)).GetAsyncEnumerator();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.MoveNextAsync().AsTask());

        Assert.That(stream.LargestRead, Is.Zero);
    }

    private static StreamContent Content(byte[] bytes) => new(new ChunkStream(Chunking.ByteByByte(bytes)));
}
