using System.IO.Pipelines;
using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary>The enumerator of <c>ReadSseAsync</c>: single steps, the end in the middle of a chunk, and misuse.</summary>
public class EnumeratorTests
{
    [Test]
    public async Task Leaving_in_the_middle_of_a_chunk_reads_no_further_event()
    {
        var seen = new List<string>();

        await foreach (var id in Stream("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n").ReadSseAsync(view =>
        {
            seen.Add(view.LastEventId);
            return view.LastEventId;
        }))
        {
            if (id == "2")
            {
                break;
            }
        }

        Assert.That(seen, Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Each_event_has_its_own_type_and_ID_although_the_whole_stream_is_one_chunk()
    {
        var stream = Stream(
            "data: a\n\ndata: b\n\nid: 1\ndata: c\n\ndata: d\n\nevent: x\ndata: e\n\nevent: x\ndata: f\n\ndata: g\n\nid: 2\n\ndata: h\n\n");

        var events = new List<string>();
        await foreach (var e in stream.ReadSseAsync(new() { LastEventId = "0" }))
        {
            events.Add($"{e.Data} {e.Type} {e.LastEventId}");
        }

        Assert.That(events, Is.EqualTo(new[]
        {
            "a message 0", "b message 0", "c message 1", "d message 1", "e x 1", "f x 1", "g message 1", "h message 2",
        }));
    }

    [Test]
    public async Task Completes_synchronously_while_events_are_at_hand()
    {
        await using var events = Stream("data: a\n\nevent: x\ndata: b\n\nid: 1\ndata: c\ndata: d\n\n").ReadSseAsync().GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync());

        for (var i = 0; i < 2; i++)
        {
            var move = events.MoveNextAsync();
            Assert.That(move.IsCompletedSuccessfully && await move);
        }

        Assert.That(events.Current, Is.EqualTo(new SseEvent("c\nd", LastEventId: "1")));
    }

    [Test]
    public async Task Allocates_nothing_per_event()
    {
        var stream = new MemoryStream(Enumerable.Repeat("event: x\ndata: 0123456789\n\n"u8.ToArray(), 10_000).SelectMany(b => b).ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread(); // a MemoryStream never switches threads
        var length = 0;

        await foreach (var bytes in stream.ReadSseAsync(view => view.Utf8Data.Length))
        {
            length += bytes;
        }

        Assert.That(length, Is.EqualTo(100_000));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [Test]
    public async Task Cancelled_in_the_middle_of_a_chunk_it_returns_the_events_at_hand_and_reads_no_more()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new ChunkStream(["data: a\n\ndata: b\n\n"u8.ToArray(), "data: c\n\n"u8.ToArray()]);
        await using var events = stream.ReadSseAsync().GetAsyncEnumerator(cancellation.Token);

        Assert.That(await events.MoveNextAsync());
        await cancellation.CancelAsync();

        Assert.That(await events.MoveNextAsync());
        Assert.That(events.Current.Data, Is.EqualTo("b"));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await events.MoveNextAsync());
    }

    [Test]
    public async Task An_exception_of_the_selector_follows_the_events_before_it_and_ends_the_sequence()
    {
        var stream = new ChunkStream(Chunking.Whole("data: a\n\ndata: b\n\ndata: c\n\n"u8.ToArray()));
        await using var events = new StreamContent(stream)
            .ReadSseAsync(view => view.Utf8Data[0] == 'b' ? throw new InvalidTimeZoneException() : view.Utf8Data.Length)
            .GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync());

        var move = events.MoveNextAsync();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => move.AsTask());
        Assert.That(stream.IsDisposed);
        Assert.That(await events.MoveNextAsync(), Is.False);
        Assert.That(events.Current, Is.Zero);
    }

    [Test]
    public async Task An_event_over_the_limit_follows_the_events_before_it_in_its_chunk()
    {
        await using var events = Stream("data: a\n\ndata: b\n\ndata: 12345\n\ndata: c\n\n")
            .ReadSseAsync(new() { MaxEventBytes = 4 }).GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync() && await events.MoveNextAsync());
        Assert.That(events.Current.Data, Is.EqualTo("b"));
        await Assert.ThrowsAsync<SseLimitExceededException>(async () => await events.MoveNextAsync());
        Assert.That(await events.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task A_second_move_before_the_first_has_completed_is_an_error_and_leaves_the_first_alone()
    {
        var pipe = new Pipe();
        await using var events = pipe.Reader.AsStream().ReadSseAsync().GetAsyncEnumerator();
        var first = events.MoveNextAsync();

        Assert.That(() => events.MoveNextAsync(), Throws.InvalidOperationException.With.Message.Contains("Await each call"));

        await pipe.Writer.WriteAsync("data: a\n\n"u8.ToArray());
        Assert.That(await first.AsTask().WaitAsync(TestDeadline.Value));
        Assert.That(events.Current.Data, Is.EqualTo("a"));
    }

    [Test]
    public async Task A_selector_that_moves_its_own_enumerator_ends_the_sequence_with_an_error()
    {
        IAsyncEnumerator<int>? events = null;
        events = Stream("data: a\n\ndata: b\n\n").ReadSseAsync(view => events!.MoveNextAsync().AsTask().Id).GetAsyncEnumerator();

        await Assert.ThrowsAsync<InvalidOperationException>(() => events.MoveNextAsync().AsTask());
        Assert.That(await events.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Cannot_be_disposed_of_during_a_move_and_can_afterwards()
    {
        var pipe = new Pipe();
        var events = pipe.Reader.AsStream().ReadSseAsync().GetAsyncEnumerator();
        var move = events.MoveNextAsync();

        Assert.That(
            () => events.DisposeAsync(),
            Throws.TypeOf<NotSupportedException>().With.Message.EqualTo(
                "DisposeAsync was called before MoveNextAsync had completed. Cancel the enumeration, await that call, then dispose."));

        await pipe.Writer.WriteAsync("data: a\n\ndata: b\n\n"u8.ToArray());
        Assert.That(await move.AsTask().WaitAsync(TestDeadline.Value));
        await events.DisposeAsync();
        Assert.That(await events.MoveNextAsync(), Is.False);
        await events.DisposeAsync();
    }

    [Test]
    public async Task Disposed_of_before_the_first_move_it_opens_nothing()
    {
        var stream = new ChunkStream(Chunking.Whole("data: a\n\n"u8.ToArray()));
        var events = new StreamContent(stream).ReadSseAsync().GetAsyncEnumerator();

        await events.DisposeAsync();

        Assert.That(await events.MoveNextAsync(), Is.False);
        Assert.That(stream.LargestRead, Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task With_two_tokens_each_cancels(bool first)
    {
        using var argument = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        await using var events = new Pipe().Reader.AsStream()
            .ReadSseAsync(cancellationToken: argument.Token).GetAsyncEnumerator(enumeration.Token);
        var pending = events.MoveNextAsync();

        await (first ? argument : enumeration).CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => pending.AsTask().WaitAsync(TestDeadline.Value));
    }

    private static MemoryStream Stream(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
