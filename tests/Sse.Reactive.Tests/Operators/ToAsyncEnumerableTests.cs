using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseObservableExtensions"/>: the bounded buffer between an observable and <c>await foreach</c>.</summary>
public class ToAsyncEnumerableTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private static readonly Func<long, SseEvent, SseEvent> Gap = (dropped, last) => last with { Type = "gap", Data = $"{dropped}" };

    private Subject<SseEvent> _source = null!;

    [SetUp]
    public void SetUp() => _source = new();

    [TearDown]
    public void TearDown() => _source.Dispose();

    [Test]
    public async Task Delivers_the_values_in_order_and_completes()
    {
        var seen = await Read(_source.ToAsyncEnumerable(3), () => Send(1, 2, 3), _source.OnCompleted);

        Assert.That(seen, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task Delivers_the_buffered_values_before_the_error()
    {
        var seen = await Read(_source.ToAsyncEnumerable(3), () => Send(1, 2), () => _source.OnError(new FormatException()));

        Assert.That(seen, Is.EqualTo(new[] { "1", "2", "FormatException" }));
    }

    [Test]
    public async Task A_full_buffer_fails_after_its_values_and_unsubscribes()
    {
        var seen = await Read(_source.ToAsyncEnumerable(3), () => Send(1, 2, 3, 4), () => Assert.That(_source.HasObservers, Is.False));

        Assert.That(seen, Is.EqualTo(new[] { "1", "2", "3", "SseOverflowException" }));
    }

    [Test]
    public async Task The_exception_names_the_capacity_and_the_alternatives()
    {
        var error = await Assert.ThrowsAsync<SseOverflowException>(
            async () => await Observable.Range(0, 9).ToAsyncEnumerable(4).CountAsync());

        Assert.That(error!.Capacity, Is.EqualTo(4));
        Assert.That(error, Is.InstanceOf<SseException>());
        Assert.That(error.Message, Does.Contain("ToAsyncEnumerable(capacity, gap)").And.Contain("SseAsyncEnumerable.Connect"));
    }

    [Test]
    public async Task A_gap_replaces_the_dropped_values_with_their_number_and_the_last_dropped_ID()
    {
        var seen = await Read(_source.ToAsyncEnumerable(2, Gap), () => Send(1, 2, 3, 4, 5), _source.OnCompleted);

        Assert.That(seen, Is.EqualTo(new[] { "gap of 3 up to 3", "4", "5" }));
    }

    [Test]
    public async Task Each_run_of_dropped_values_has_its_own_gap()
    {
        await using var events = _source.ToAsyncEnumerable(2, Gap).GetAsyncEnumerator();
        var first = events.MoveNextAsync();
        Send(1);
        Assert.That(await first.AsTask().WaitAsync(Deadline));
        var seen = new List<string> { Shown(events.Current) };

        Send(2, 3, 4);
        seen.Add(await Next(events));
        seen.Add(await Next(events));
        Send(5, 6, 7);
        seen.Add(await Next(events));
        seen.Add(await Next(events));
        seen.Add(await Next(events));

        Assert.That(seen, Is.EqualTo(new[] { "1", "gap of 1 up to 2", "3", "gap of 2 up to 5", "6", "7" }));
    }

    [Test]
    public async Task There_is_no_gap_without_dropped_values()
    {
        var seen = await Read(_source.ToAsyncEnumerable(3, Gap), () => Send(1, 2, 3), _source.OnCompleted);

        Assert.That(seen, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task The_gaps_count_every_dropped_value_at_full_rate()
    {
        const int Count = 200_000;
        var numbers = Observable.Range(1, Count, System.Reactive.Concurrency.TaskPoolScheduler.Default);
        var buffered = numbers.ToAsyncEnumerable(16, (dropped, last) => -(int)dropped);
        var seen = 0;
        var dropped = 0;
        var position = 0;

        await foreach (var number in buffered.WithCancellation(new CancellationTokenSource(Deadline).Token))
        {
            if (number < 0)
            {
                dropped -= number;
                position -= number;
            }
            else
            {
                seen++;
                Assert.That(number, Is.EqualTo(++position));
            }
        }

        Assert.That(seen + dropped, Is.EqualTo(Count));
    }

    [Test]
    public async Task Leaving_the_loop_unsubscribes()
    {
        var events = _source.ToAsyncEnumerable(3).GetAsyncEnumerator();
        var first = events.MoveNextAsync();
        Send(1);
        await first.AsTask().WaitAsync(Deadline);

        await events.DisposeAsync();

        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task Cancellation_unsubscribes_at_once_and_delivers_no_more()
    {
        using var cancellation = new CancellationTokenSource();
        await using var events = _source.ToAsyncEnumerable(3).GetAsyncEnumerator(cancellation.Token);
        var first = events.MoveNextAsync();
        Send(1, 2, 3);
        await first.AsTask().WaitAsync(Deadline);

        await cancellation.CancelAsync();

        Assert.That(_source.HasObservers, Is.False);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await events.MoveNextAsync());
    }

    [Test]
    public async Task Cancellation_ends_a_pending_read()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = _source.ToAsyncEnumerable(3).CountAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(Deadline));
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task Each_enumeration_has_its_own_buffer()
    {
        var buffered = _source.StartWith(new SseEvent("0")).Take(1).ToAsyncEnumerable(1);

        Assert.That(await buffered.CountAsync(), Is.EqualTo(1));
        Assert.That(await buffered.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public void Rejects_a_capacity_of_zero()
    {
        Assert.That(() => _source.ToAsyncEnumerable(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _source.ToAsyncEnumerable(0, Gap), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _source.ToAsyncEnumerable(1, null!), Throws.ArgumentNullException);
    }

    /// <summary>Reads a first event, runs the actions while the consumer is busy, and reads the rest.</summary>
    private async Task<List<string>> Read(IAsyncEnumerable<SseEvent> events, params Action[] meanwhile)
    {
        await using var items = events.GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        Send(0);
        Assert.That(await next.AsTask().WaitAsync(Deadline));
        foreach (var action in meanwhile)
        {
            action();
        }

        var seen = new List<string>();
        try
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(Deadline))
            {
                seen.Add(Shown(items.Current));
            }
        }
        catch (Exception error) when (error is FormatException or SseOverflowException)
        {
            seen.Add(error.GetType().Name);
        }

        return seen;
    }

    private static async Task<string> Next(IAsyncEnumerator<SseEvent> events)
    {
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Deadline));
        return Shown(events.Current);
    }

    private static string Shown(SseEvent e) => e.Type == "gap" ? $"gap of {e.Data} up to {e.LastEventId}" : e.Data;

    private void Send(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            _source.OnNext(new($"{number}", LastEventId: $"{number}"));
        }
    }
}
