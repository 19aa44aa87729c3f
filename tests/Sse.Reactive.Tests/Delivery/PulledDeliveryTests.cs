using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>Pulled connections in the middle of a chunk, and misuse of their enumerators.</summary>
public class PulledDeliveryTests : VirtualTimeTests
{
    private const string ThreeEvents = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";

    [Test]
    public async Task Cancelled_in_the_middle_of_a_chunk_it_delivers_no_more_and_closes_the_connection()
    {
        Server.Connection("s", ('s', Wire(ThreeEvents)));
        var seen = new List<string>();
        using var cancellation = new CancellationTokenSource();
        await using var events = Pull(seen).GetAsyncEnumerator(cancellation.Token);
        Assert.That(await events.MoveNextAsync());

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => events.MoveNextAsync().AsTask());
        Assert.That(seen, Is.EqualTo(new[] { "1" }));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
        Assert.That(await events.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Left_in_the_middle_of_a_chunk_it_has_read_no_further_event()
    {
        Server.Connection("s", ('s', Wire(ThreeEvents)));
        var seen = new List<string>();
        var events = Pull(seen).GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync() && await events.MoveNextAsync());

        await events.DisposeAsync();

        Assert.That(seen, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
    }

    [Test]
    public async Task An_exception_of_the_selector_follows_the_events_before_it_in_the_chunk()
    {
        Server.Connection("s", ('s', Wire(ThreeEvents)));
        await using var events = SseAsyncEnumerable
            .Connect(Server.Transport, view => view.LastEventId == "3" ? throw new FormatException() : view.LastEventId, Server.Options)
            .GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync() && await events.MoveNextAsync());
        Assert.That(events.Current, Is.EqualTo("2"));

        await Assert.ThrowsAsync<FormatException>(() => events.MoveNextAsync().AsTask());

        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
        Assert.That(await events.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task An_event_over_the_limit_follows_the_events_before_it_in_the_chunk()
    {
        Server.Connection("s", ('s', Wire("data: a\n\ndata: b\n\ndata: 12345\n\ndata: c\n\n")));
        var options = Server.Options with { MaxEventBytes = 4 };
        await using var events = SseAsyncEnumerable.Connect(Server.Transport, options).GetAsyncEnumerator();

        Assert.That(await events.MoveNextAsync() && await events.MoveNextAsync());
        Assert.That(events.Current.Data, Is.EqualTo("b"));

        await Assert.ThrowsAsync<SseLimitExceededException>(() => events.MoveNextAsync().AsTask());
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
    }

    [Test]
    public async Task During_a_move_it_can_neither_be_moved_nor_disposed_of()
    {
        Server.Connection("--a", ('a', "a"));
        using var cancellation = new CancellationTokenSource();
        var events = SseAsyncEnumerable.Connect(Server.Transport, Server.Options).GetAsyncEnumerator(cancellation.Token);
        var move = events.MoveNextAsync().AsTask();

        Assert.That(() => events.MoveNextAsync(), Throws.InvalidOperationException);
        Assert.That(() => events.DisposeAsync(), Throws.TypeOf<NotSupportedException>());

        RunTo(seconds: 10);
        Assert.That(await move.WaitAsync(TestDeadline.Value));
        var next = events.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => next.WaitAsync(TestDeadline.Value));
        await events.DisposeAsync();
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
    }

    [Test]
    public async Task Pulled_events_and_signals_equal_the_pushed_ones_in_any_chunking([Range(1, 40)] int seed)
    {
        var stream = System.Text.Encoding.UTF8.GetBytes(Text(new(seed)));
        var options = new SseOptions { ReconnectPolicy = SseReconnect.Never };
        SseTransport transport = (_, _) => new(new SseResponse(new Pieces(stream, new(seed))));

        var pushed = await SseObservable.Connect(transport, options).ToList();
        var pulled = await SseAsyncEnumerable.Connect(transport, options).ToListAsync();
        var pushedSignals = await SseObservable.Signals(transport, options).Select(Shown).ToList();
        var pulledSignals = await SseAsyncEnumerable.Signals(transport, options).Select(Shown).ToListAsync();

        Assert.That(pulled, Is.EqualTo(pushed));
        Assert.That(pulledSignals, Is.EqualTo(pushedSignals));
        Assert.That(pulled, Is.Not.Empty);
    }

    private static string Shown(SseSignal signal) =>
        signal is SseSignal.Opened or SseSignal.Ended ? signal.GetType().Name : signal.ToString();

    private IAsyncEnumerable<string> Pull(List<string> seen) => SseAsyncEnumerable.Connect(
        Server.Transport,
        view =>
        {
            seen.Add(view.LastEventId);
            return view.LastEventId;
        },
        Server.Options);

    private static string Text(Random random)
    {
        string[] parts =
        [
            "data: one\n\n", "data: two\r\n\r\n", "data: three\r\r", "event: x\ndata: y\n\n", "event: x\r\ndata: y\r\n\r\n",
            "id: 1\ndata: z\n\n", "data: z\nid: 2\n\n", "id: 3\n\n", ": comment\n", "retry: 1500\n", "data: a\ndata: b\n\n",
            "event: other\n\n", "data:x\n\n", "unknown\n", "\n",
        ];
        return "data: first\n\n" + string.Concat(Enumerable.Range(0, 60).Select(_ => parts[random.Next(parts.Length)]));
    }

    /// <summary>A stream whose reads return pieces of random lengths.</summary>
    private sealed class Pieces(byte[] bytes, Random random) : ReadableStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            var longest = 1 << random.Next(10);
            var count = Math.Min(Math.Min(random.Next(longest) + 1, buffer.Length), bytes.Length - _position);
            bytes.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
