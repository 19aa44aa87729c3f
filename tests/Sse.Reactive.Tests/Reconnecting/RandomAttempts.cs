using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Tests.Reconnecting;

/// <summary>
/// Random attempts for a retry operator: values in time or at once, then an error, a completion or silence; and the delays between.
/// </summary>
internal sealed class RandomAttempts
{
    private readonly TestAttempt[] _attempts;
    private readonly TimeSpan?[] _delays;
    private int _nextAttempt;
    private int _nextDelay;

    public RandomAttempts(int seed)
    {
        var random = new Random(seed);
        _attempts = [.. Enumerable.Range(0, 8).Select(i => new TestAttempt(random, i))];
        _delays = [.. Enumerable.Range(0, 7).Select(_ => random.Next(8) == 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(random.Next(4)))];
    }

    /// <summary>How many attempts were subscribed to.</summary>
    public int Begun => _nextAttempt;

    public IObservable<string> Pushed(IScheduler scheduler) => _attempts[_nextAttempt++].Pushed(scheduler);

    public IAsyncEnumerable<string> Pulled(IScheduler scheduler) => _attempts[_nextAttempt++].Pulled(scheduler);

    public TimeSpan? NextDelay() => _nextDelay < _delays.Length ? _delays[_nextDelay++] : null;

    private sealed class TestAttempt(Random random, int number)
    {
        private readonly int[] _waits = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3))];
        private readonly int _ending = random.Next(10);

        private Exception? Error => _ending < 8 ? new IOException($"attempt {number}") : null;

        public IObservable<string> Pushed(IScheduler scheduler)
        {
            var values = _waits.Select((wait, i) => wait == 0
                ? Observable.Return($"{number}.{i}", ImmediateScheduler.Instance)
                : Observable.Return($"{number}.{i}", ImmediateScheduler.Instance).DelaySubscription(TimeSpan.FromSeconds(wait), scheduler));
            return values.Concat().Concat(Error is { } error
                ? Observable.Throw<string>(error)
                : _ending == 8 ? Observable.Empty<string>(ImmediateScheduler.Instance) : Observable.Never<string>());
        }

        public async IAsyncEnumerable<string> Pulled(IScheduler scheduler)
        {
            for (var i = 0; i < _waits.Length; i++)
            {
                if (_waits[i] > 0)
                {
                    await scheduler.Sleep(TimeSpan.FromSeconds(_waits[i]));
                }

                yield return $"{number}.{i}";
            }

            if (Error is { } error)
            {
                throw error;
            }

            if (_ending == 9)
            {
                await new TaskCompletionSource().Task; // never
            }
        }
    }
}
