using System.IO.Pipelines;
using System.Text;
using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary><c>ReadSseAsync</c> of a stream: what it reads, when, and how it ends.</summary>
public class ReadingTests
{
    /// <summary>The longest wait for a result that is due at once, so that a failing test does not hang.</summary>
    private static TimeSpan Patience => TestDeadline.Value;

    private static byte[] ThreeEvents { get; } = "data: a\n\ndata: b\n\ndata: c\n\n"u8.ToArray();

    [Test]
    public async Task Leaves_the_stream_open_at_its_end()
    {
        var stream = new ChunkStream(Chunking.Whole(ThreeEvents));

        await foreach (var _ in stream.ReadSseAsync())
        {
        }

        Assert.That(stream.IsDisposed, Is.False);
    }

    [Test]
    public async Task Leaves_the_stream_open_after_break()
    {
        var stream = new ChunkStream(Chunking.Whole(ThreeEvents));

        await foreach (var _ in stream.ReadSseAsync())
        {
            break;
        }

        Assert.That(stream.IsDisposed, Is.False);
    }

    [TestCase("", TestName = "Returns_its_arrays_to_the_pool_when_the_stream_ends_within_an_event")]
    [TestCase("\n\n", TestName = "Returns_its_arrays_to_the_pool_after_break")]
    public async Task Returns_its_arrays_to_the_pool(string end)
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes("data: " + new string('x', 200_000) + end + "data"));
        var before = GC.GetAllocatedBytesForCurrentThread(); // a MemoryStream never switches threads

        for (var i = 0; i < 100; i++)
        {
            stream.Position = 0;
            await foreach (var _ in stream.ReadSseAsync(view => 0))
            {
                break;
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(allocated, Is.LessThan(1_000_000), "a new buffer each time would be 1.6 MB, and a new array for the line 20 MB");
    }

    [Test]
    public async Task Reads_at_most_16_KiB_at_a_time()
    {
        var stream = new ChunkStream(Chunking.Whole(new byte[100_000]));

        await foreach (var _ in stream.ReadSseAsync())
        {
        }

        Assert.That(stream.LargestRead, Is.EqualTo(16 * 1024));
    }

    /// <summary>Lines that stay in the buffer, are moved to its start, or are too long for it.</summary>
    [Test]
    public async Task Lines_of_any_length_arrive_in_reads_of_any_size(
        [Values("\n", "\r", "\r\n")] string lineEnd, [Values(1, 63, 1400, 5000, 16 * 1024)] int readBytes)
    {
        int[] lengths = [1, 60, 300, 8100, 4, 12_200, 12_400, 200, 1400, 16_370, 3, 40_000, 64, 5000, 5000, 5000, 2];
        var sent = lengths.Select((length, i) => new SseEvent($"{i}:" + new string('x', length), i % 3 == 0 ? "tick" : "message")).ToList();
        var text = string.Concat(sent.Select(e => $"event: {e.Type}{lineEnd}data: {e.Data}{lineEnd}{lineEnd}"))
            .Replace($"event: message{lineEnd}", "", StringComparison.Ordinal);

        var received = new List<SseEvent>();
        var reads = Encoding.UTF8.GetBytes(text).Chunk(readBytes).Select(read => new ReadOnlyMemory<byte>(read));
        await foreach (var e in new ChunkStream(reads).ReadSseAsync())
        {
            received.Add(e);
        }

        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public async Task Returns_an_event_while_the_stream_is_still_open()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("data: a\n\n"u8.ToArray());
        await using var events = pipe.Reader.AsStream().ReadSseAsync().GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That(events.Current, Is.EqualTo(new SseEvent("a")));
    }

    [Test]
    public async Task The_token_argument_cancels_a_pending_read()
    {
        using var cancellation = new CancellationTokenSource();
        await using var events = new Pipe().Reader.AsStream().ReadSseAsync(cancellationToken: cancellation.Token).GetAsyncEnumerator();

        var pending = events.MoveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => pending.AsTask().WaitAsync(Patience));
    }

    [Test]
    public async Task The_token_of_the_enumerator_cancels_a_pending_read()
    {
        using var cancellation = new CancellationTokenSource();
        await using var events = new Pipe().Reader.AsStream().ReadSseAsync().GetAsyncEnumerator(cancellation.Token);

        var pending = events.MoveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => pending.AsTask().WaitAsync(Patience));
    }

    [Test]
    public async Task An_exception_of_the_stream_follows_the_events_before_it()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("data: a\n\ndata: pending\n"u8.ToArray());
        await using var events = pipe.Reader.AsStream().ReadSseAsync().GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync(), Is.True);
        await pipe.Writer.CompleteAsync(new InvalidTimeZoneException());
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await events.MoveNextAsync());
    }

    [Test]
    public async Task An_exception_of_the_selector_passes_through()
    {
        await using var events = new MemoryStream(ThreeEvents)
            .ReadSseAsync<string>(_ => throw new InvalidTimeZoneException()).GetAsyncEnumerator();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await events.MoveNextAsync());
    }

    [Test]
    public async Task Parses_an_event_only_when_it_is_requested()
    {
        var parsed = 0;
        await using var events = new MemoryStream(ThreeEvents).ReadSseAsync(_ => ++parsed).GetAsyncEnumerator();

        await events.MoveNextAsync();

        Assert.That(parsed, Is.EqualTo(1));
    }
}
