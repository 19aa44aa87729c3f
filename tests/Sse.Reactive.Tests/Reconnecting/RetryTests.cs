using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Reconnecting;

/// <summary>The operator of the reconnect loop is Rx's Retry with a delay. (Its source file is compiled into these tests.)</summary>
public class RetryTests
{
#if MUTANTS // fewer, because they run for hundreds of mutants
    private const int Scripts = 30;
#else
    private const int Scripts = 1000;
#endif

    [SetUp]
    public void LeaveTheContext() => SynchronizationContext.SetSynchronizationContext(null); // virtual time stays on this thread

    [Test]
    public void Pushed_retries_equal_RetryWhen_with_Delay_in_items_and_times()
    {
        var retries = 0;
        for (var seed = 0; seed < Scripts; seed++)
        {
            var expected = Play(seed, (attempts, scheduler) => Literal(() => attempts.Pushed(scheduler), attempts.NextDelay, scheduler));
            var actual = Play(
                seed, (attempts, scheduler) => Retry.WithDelay(() => attempts.Pushed(scheduler), attempts.NextDelay, scheduler));

            Assert.That(actual.Messages, Is.EqualTo(expected.Messages), $"script {seed}");
            Assert.That(actual.Attempts, Is.EqualTo(expected.Attempts), $"script {seed}");
            retries += actual.Attempts - 1;
        }

        Assert.That(retries, Is.GreaterThan(Scripts)); // else the scripts show little
    }

    [Test]
    public void Pulled_retries_equal_pushed_ones_in_items_and_times()
    {
        for (var seed = 0; seed < Scripts; seed++)
        {
            var expected = Play(seed, (attempts, scheduler) => Literal(() => attempts.Pushed(scheduler), attempts.NextDelay, scheduler));
            var attempts = new RandomAttempts(seed);
            var scheduler = new TestScheduler();
            var actual = new Marbles(scheduler, TimeSpan.FromSeconds(1)).Run(
                Retry.WithDelay(() => attempts.Pulled(scheduler), attempts.NextDelay, scheduler), TimeSpan.FromMinutes(2));

            Assert.That(
                actual.Messages.Select(m => Text(m.Notification)), Is.EqualTo(expected.Messages.Select(m => m.What)), $"script {seed}");
            Assert.That(
                actual.Messages.Select(m => m.At.TotalSeconds),
                Is.EqualTo(expected.Messages.Select(m => m.At)).Within(0.001), // what is due at once is a tick later in one of them
                $"script {seed}");
            Assert.That(attempts.Begun, Is.EqualTo(expected.Attempts), $"script {seed}");
        }
    }

    [Test]
    public void An_attempt_that_fails_during_Subscribe_is_retried_after_its_delay()
    {
        var scheduler = new TestScheduler();
        var begun = new List<long>();
        var delays = new Queue<TimeSpan?>([TimeSpan.Zero, TimeSpan.FromTicks(50), null]);
        var error = new IOException("again");

        var seen = scheduler.CreateObserver<int>();
        Retry.WithDelay(
            () =>
            {
                begun.Add(scheduler.Clock);
                return Observable.Throw<int>(error);
            },
            delays.Dequeue,
            scheduler).Subscribe(seen);
        Assert.That(begun, Is.EqualTo(new[] { 0L })); // the zero delay goes through the scheduler
        scheduler.Start();

        Assert.That(begun, Is.EqualTo(new[] { 0L, 1L, 51L }));
        Assert.That(seen.Messages.Single().Value.Exception, Is.SameAs(error));
    }

    [Test]
    public void A_cancellation_during_a_delay_is_not_retried()
    {
        var scheduler = new TestScheduler();
        var attempts = 0;
        var delays = new Queue<TimeSpan?>([TimeSpan.FromSeconds(1), null]);
        using var cancelling = new CancellationTokenSource();

        var sequence = Retry.WithDelay(Fail, delays.Dequeue, scheduler).GetAsyncEnumerator(cancelling.Token);
        var next = sequence.MoveNextAsync().AsTask();
        cancelling.Cancel();

        Assert.That(async () => await next.WaitAsync(TestDeadline.Value), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(attempts, Is.EqualTo(1));

        IAsyncEnumerable<int> Fail()
        {
            attempts++;
            return AsyncEnumerableEx.Throw<int>(new IOException("lost"));
        }
    }

    /// <summary>The same composition in Rx's own operators.</summary>
    private static IObservable<T> Literal<T>(Func<IObservable<T>> connect, Func<TimeSpan?> nextDelay, IScheduler scheduler) =>
        Observable.Defer(connect).RetryWhen(losses => losses.Delay(loss =>
            nextDelay() is { } delay ? Observable.Timer(delay, scheduler) : Observable.Throw<long>(loss)));

    private static Played Play(int seed, Func<RandomAttempts, TestScheduler, IObservable<string>> retry)
    {
        var attempts = new RandomAttempts(seed);
        var scheduler = new TestScheduler();
        var seen = scheduler.CreateObserver<string>();
        retry(attempts, scheduler).Subscribe(seen);
        scheduler.AdvanceTo(TimeSpan.FromMinutes(2).Ticks);
        return new(
            [.. seen.Messages.Select(m => (new TimeSpan(m.Time).TotalSeconds, Text(m.Value)))],
            attempts.Begun);
    }

    private static string Text(System.Reactive.Notification<string> what) => what.Exception?.Message ?? $"{what}";

    private sealed record Played(IReadOnlyList<(double At, string What)> Messages, int Attempts);
}
