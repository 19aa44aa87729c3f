using System.Runtime.CompilerServices;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseAsyncEnumerableExtensions"/>: work on several items at a time. Each test decides when work ends.</summary>
public class SelectConcurrentTests : VirtualTimeTests
{
    private Dictionary<int, TaskCompletionSource<string>> _works = null!;
    private List<string> _results = null!;
    private List<int> _cancelled = null!;
    private int _running;
    private int _mostRunning;
    private int _read;
    private bool _isSourceClosed;

    [SetUp]
    public void SetUp()
    {
        _works = [];
        _results = [];
        _cancelled = [];
        _running = _mostRunning = _read = 0;
        _isSourceClosed = false;
    }

    [Test]
    public void Results_come_in_the_order_of_the_items()
    {
        var reading = Read(Numbers(4), maxConcurrency: 3);

        Finish(2, 3);
        Assert.That(_results, Is.Empty);
        Finish(1);
        Assert.That(_results, Is.EqualTo(new[] { "1", "2", "3" }));
        Finish(4);

        Assert.That(_results, Is.EqualTo(new[] { "1", "2", "3", "4" }));
        Assert.That(reading.IsCompletedSuccessfully);
        Assert.That(_isSourceClosed);
    }

    [Test]
    public void Starts_at_most_maxConcurrency_items_and_reads_one_further()
    {
        _ = Read(Numbers(100), maxConcurrency: 3);

        Assert.That(_works.Keys, Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That(_read, Is.EqualTo(4));
        Finish(2, 3);
        Assert.That(_works.Keys, Is.EquivalentTo(new[] { 1, 2, 3 }));
        Finish(1);
        Assert.That(_works.Keys, Is.EquivalentTo(new[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(_mostRunning, Is.EqualTo(3));
    }

    [Test]
    public void A_result_does_not_wait_for_the_next_item()
    {
        var source = new TaskCompletionSource<int>();
        var reading = Read(NumbersThen(2, source), maxConcurrency: 3);

        Finish(1);
        Assert.That(_results, Is.EqualTo(new[] { "1" }));
        source.SetResult(3);
        Finish(3, 2);

        Assert.That(_results, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(reading.IsCompletedSuccessfully);
    }

    [Test]
    public void Failed_work_ends_the_sequence_in_order_and_cancels_the_other_work()
    {
        var reading = Read(Numbers(10), maxConcurrency: 3);

        _works[2].SetException(new FormatException());
        Assert.That(reading.IsCompleted, Is.False);
        Finish(1);

        Assert.That(_results, Is.EqualTo(new[] { "1" }));
        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<FormatException>());
        Assert.That(_cancelled, Is.EquivalentTo(new[] { 3, 4 }));
        Assert.That(_running, Is.Zero);
        Assert.That(_isSourceClosed);
    }

    [Test]
    public void Work_that_throws_synchronously_fails_in_order()
    {
        var reading = Collect(Numbers(3).SelectConcurrent(3, (n, token) => n == 2 ? throw new FormatException() : Work(n, token)));

        Assert.That(reading.IsCompleted, Is.False);
        Finish(1);

        Assert.That(_results, Is.EqualTo(new[] { "1" }));
        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<FormatException>());
    }

    [Test]
    public void The_error_of_the_source_comes_after_all_results()
    {
        var source = new TaskCompletionSource<int>();
        var reading = Read(NumbersThen(2, source), maxConcurrency: 3);

        source.SetException(new IOException());
        Assert.That(reading.IsCompleted, Is.False);
        Finish(2, 1);

        Assert.That(_results, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<IOException>());
    }

    [Test]
    public void Leaving_the_loop_cancels_the_work_and_closes_the_source()
    {
        var reading = Collect(Numbers(10).SelectConcurrent(3, Work).Take(1));

        Finish(1);

        Assert.That(reading.IsCompletedSuccessfully);
        Assert.That(_cancelled, Is.EquivalentTo(new[] { 2, 3 }));
        Assert.That(_isSourceClosed);
    }

    [Test]
    public async Task Cancellation_cancels_the_work_and_closes_the_source()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = Collect(NumbersThen(2, new()).SelectConcurrent(3, Work), cancellation.Token);

        cancellation.Cancel();

        Assert.That(reading.IsCanceled);
        var error = await Assert.CatchAsync<OperationCanceledException>(() => reading);
        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(_cancelled, Is.EquivalentTo(new[] { 1, 2 }));
        Assert.That(_running, Is.Zero);
        Assert.That(_isSourceClosed);
    }

    [Test]
    public void The_end_waits_for_work_that_ignores_cancellation()
    {
        var uncancellable = new TaskCompletionSource<string>();
        var reading = Collect(Numbers(2).SelectConcurrent<int, string>(
            2, (n, _) => n == 1 ? throw new FormatException() : new(uncancellable.Task)));

        Assert.That(reading.IsCompleted, Is.False);
        uncancellable.SetResult("late");

        Assert.That(reading.Exception?.InnerException, Is.InstanceOf<FormatException>());
        Assert.That(_isSourceClosed);
    }

    [Test]
    public void A_concurrency_of_one_runs_one_item_at_a_time()
    {
        _ = Read(Numbers(3), maxConcurrency: 1);

        Finish(1);
        Finish(2);
        Finish(3);

        Assert.That(_results, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(_mostRunning, Is.EqualTo(1));
    }

    [Test]
    public void Synchronous_work_keeps_the_stack_flat()
    {
        var reading = Collect(Numbers(100_000).SelectConcurrent(4, (n, _) => new ValueTask<string>("")));

        Assert.That(reading.IsCompletedSuccessfully);
        Assert.That(_results, Has.Count.EqualTo(100_000));
    }

    [Test]
    public void Rejects_a_concurrency_of_zero() =>
        Assert.That(() => Numbers(1).SelectConcurrent(0, Work), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private Task Read(IAsyncEnumerable<int> source, int maxConcurrency) => Collect(source.SelectConcurrent(maxConcurrency, Work));

    private async Task Collect(IAsyncEnumerable<string> results, CancellationToken cancellationToken = default)
    {
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _results.Add(result);
        }
    }

    private async ValueTask<string> Work(int number, CancellationToken cancellationToken)
    {
        var work = _works[number] = new();
        using var registration = cancellationToken.Register(() =>
        {
            _cancelled.Add(number);
            work.TrySetCanceled(cancellationToken);
        });
        _mostRunning = Math.Max(_mostRunning, ++_running);
        try
        {
            return await work.Task.ConfigureAwait(false);
        }
        finally
        {
            _running--;
        }
    }

    private void Finish(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            _works[number].SetResult($"{number}");
        }
    }

    private IAsyncEnumerable<int> Numbers(int count) => NumbersThen(count, null);

    private async IAsyncEnumerable<int> NumbersThen(
        int count, TaskCompletionSource<int>? last, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var number = 1; number <= count; number++)
            {
                _read++;
                yield return number;
            }

            if (last is not null)
            {
                using var registration = cancellationToken.Register(() => last.TrySetCanceled(cancellationToken));
                yield return await last.Task.ConfigureAwait(false);
            }
        }
        finally
        {
            _isSourceClosed = true;
        }
    }
}
