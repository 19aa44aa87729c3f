using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Sse.Tests.Shared;

namespace Sse.Protocol.Tests;

/// <summary><c>WriteSseAsync</c>: what it writes, when it flushes, and how it ends.</summary>
public class WritingTests
{
    private const string Flushed = RecordingStream.Flushed;

    [Test]
    public async Task Writes_events_with_one_encoder()
    {
        var stream = new RecordingStream();

        await stream.WriteSseAsync(Ready(new SseEvent("a", "tick", "1"), new SseEvent("b", "tick", "1"), new SseEvent("c")));

        Assert.That(stream.Text, Is.EqualTo("event: tick\ndata: a\nid: 1\n\nevent: tick\ndata: b\n\ndata: c\nid: \n\n"));
    }

    [Test]
    public async Task Writes_frames_of_every_kind()
    {
        var stream = new RecordingStream();

        await stream.WriteSseAsync(Ready<SseFrame>(
            new SseFrame.Retry(TimeSpan.FromSeconds(2)),
            new SseFrame.Comment("hi"),
            new SseFrame.Id("7"),
            new SseFrame.Event(new("x", LastEventId: "7"))));

        Assert.That(stream.Text, Is.EqualTo("retry: 2000\n:hi\nid: 7\n\ndata: x\n\n"));
    }

    [Test]
    public async Task Events_that_are_ready_share_one_write_and_one_flush()
    {
        var stream = new RecordingStream();

        await stream.WriteSseAsync(Ready(new SseEvent("a"), new SseEvent("b")));

        Assert.That(stream.Calls, Is.EqualTo(new[] { "data: a\n\ndata: b\n\n", Flushed }));
    }

    [Test]
    public async Task Flushes_before_it_waits_for_the_source()
    {
        var stream = new RecordingStream();
        var source = Channel.CreateUnbounded<SseEvent>();
        source.Writer.TryWrite(new("a"));
        source.Writer.TryWrite(new("b"));

        var writing = stream.WriteSseAsync(source.Reader.ReadAllAsync());

        Assert.That(stream.Calls, Is.EqualTo(new[] { "data: a\n\ndata: b\n\n", Flushed }));
        Assert.That(writing.IsCompleted, Is.False);
        source.Writer.Complete();
        await writing.WaitAsync(TestDeadline.Value);
    }

    [Test]
    public async Task Writes_about_16_KiB_at_a_time_from_a_source_that_is_always_ready()
    {
        var stream = new RecordingStream();
        var events = Enumerable.Range(0, 100).Select(i => new SseEvent($"{i:D4}" + new string('x', 1020))).ToArray();

        await stream.WriteSseAsync(Ready(events));

        var writes = stream.Calls.Where(call => call != Flushed).ToArray();
        Assert.That(writes[..^1].Select(write => write.Length), Is.All.InRange(16 * 1024, 18 * 1024));
        Assert.That(stream.Calls.Count(call => call == Flushed), Is.EqualTo(writes.Length));
        Assert.That(await ReadBack(stream.Text), Is.EqualTo(events));
    }

    [Test]
    public async Task A_source_without_events_writes_nothing_and_leaves_the_stream_open()
    {
        var stream = new RecordingStream();

        await stream.WriteSseAsync(Ready<SseEvent>());

        Assert.That(stream.Calls, Is.Empty);
        Assert.That(stream.IsDisposed, Is.False);
    }

    [Test]
    public async Task An_error_of_the_source_follows_the_events_before_it()
    {
        var stream = new RecordingStream();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => stream.WriteSseAsync(Failing(new SseEvent("a"))));

        Assert.That(stream.Calls, Is.EqualTo(new[] { "data: a\n\n", Flushed }));
        Assert.That(stream.IsDisposed, Is.False);
    }

    [Test]
    public async Task An_error_of_the_source_follows_all_events_before_it_also_after_a_write()
    {
        var stream = new RecordingStream();
        var large = new SseEvent(new string('x', 20_000));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => stream.WriteSseAsync(Failing(large, new("a"))));

        Assert.That(await ReadBack(stream.Text), Is.EqualTo(new[] { large, new SseEvent("a") }));
    }

    [Test]
    public async Task An_event_that_no_stream_can_carry_fails_after_the_events_before_it()
    {
        var stream = new RecordingStream();
        var source = new Waiting(new SseEvent("a"), new SseEvent("b", "two\nlines"), new SseEvent("c"));

        await Assert.ThrowsAsync<ArgumentException>(() => stream.WriteSseAsync(source.ReadAsync()));

        Assert.That(stream.Calls, Is.EqualTo(new[] { "data: a\n\n", Flushed }));
        Assert.That(source.IsDisposed, Is.True);
    }

    [Test]
    public async Task The_token_ends_the_wait_for_the_source()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new Waiting(new SseEvent("a"));

        var writing = new RecordingStream().WriteSseAsync(source.ReadAsync(), cancellation.Token);
        Assert.That(writing.IsCompleted, Is.False);
        await cancellation.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => writing.WaitAsync(TestDeadline.Value));
        Assert.That(source.IsDisposed, Is.True);
    }

    [Test]
    public async Task A_write_that_fails_while_the_source_waits_stops_the_source()
    {
        var stream = new RecordingStream { BeforeWrite = () => throw new IOException("gone") };
        var source = new Waiting(new SseEvent("a"));

        var writing = stream.WriteSseAsync(source.ReadAsync());

        var error = await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(TestDeadline.Value));
        Assert.That(error.Message, Is.EqualTo("gone"));
        Assert.That(source.IsDisposed, Is.True);
    }

    [Test]
    public async Task A_failed_write_is_not_repeated()
    {
        var writes = 0;
        var stream = new RecordingStream
        {
            BeforeWrite = () =>
            {
                writes++;
                throw new IOException("gone");
            },
        };

        await Assert.ThrowsAsync<IOException>(() => stream.WriteSseAsync(Ready(new SseEvent(new string('x', 20_000)), new SseEvent("b"))));

        Assert.That(writes, Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_at_most_one_event_while_a_write_is_pending()
    {
        var write = new TaskCompletionSource();
        var stream = new RecordingStream { BeforeWrite = () => write.Task };
        var source = new ManualSource(new SseEvent("a"));

        var writing = stream.WriteSseAsync(source);
        Assert.That(source.Requests, Is.EqualTo(2), "the first is ready, the second is waited for");
        source.Publish(new("b"));

        Assert.That(source.Requests, Is.EqualTo(2), "nothing is requested before the first is written");
        write.SetResult();
        source.Complete();
        await writing.WaitAsync(TestDeadline.Value);
        Assert.That(await ReadBack(stream.Text), Is.EqualTo(new[] { new SseEvent("a"), new SseEvent("b") }));
    }

    private static async IAsyncEnumerable<T> Ready<T>(params T[] items)
    {
        await Task.CompletedTask;
        foreach (var item in items)
        {
            yield return item;
        }
    }

    private static async IAsyncEnumerable<SseEvent> Failing(params SseEvent[] events)
    {
        await Task.CompletedTask;
        foreach (var e in events)
        {
            yield return e;
        }

        throw new InvalidTimeZoneException();
    }

    private static async Task<List<SseEvent>> ReadBack(string text)
    {
        var events = new List<SseEvent>();
        await foreach (var e in new MemoryStream(Encoding.UTF8.GetBytes(text)).ReadSseAsync())
        {
            events.Add(e);
        }

        return events;
    }

    /// <summary>A source that has some events ready and then waits until its token is cancelled.</summary>
    private sealed class Waiting(params SseEvent[] ready)
    {
        public bool IsDisposed { get; private set; }

        public async IAsyncEnumerable<SseEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                foreach (var e in ready)
                {
                    yield return e;
                }

                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
            finally
            {
                IsDisposed = true;
            }
        }
    }

    /// <summary>A source with one event ready. It counts requests, and the test answers all but the first.</summary>
    private sealed class ManualSource(SseEvent first) : IAsyncEnumerable<SseEvent>, IAsyncEnumerator<SseEvent>
    {
        private readonly TaskCompletionSource<SseEvent?>[] _answers = [new(), new()];
        private int _answered;

        public int Requests { get; private set; }

        public SseEvent Current { get; private set; } = first;

        public void Publish(SseEvent e) => _answers[_answered++].SetResult(e);

        public void Complete() => _answers[_answered++].SetResult(null);

        public IAsyncEnumerator<SseEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (++Requests == 1)
            {
                return true;
            }

            var next = await _answers[Requests - 2].Task;
            Current = next.GetValueOrDefault();
            return next is not null;
        }

        public ValueTask DisposeAsync() => default;
    }
}
