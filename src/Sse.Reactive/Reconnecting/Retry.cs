using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace Sse.Reactive;

/// <summary>
/// Rx's <c>Retry</c> with a delay before each further attempt, pushed and pulled: what RxJS writes as <c>retry({ delay })</c>.
/// </summary>
/// <remarks>
/// The delay is asked for once after each failure; <see langword="null"/> makes that failure the sequence's error. A delay always goes
/// through the scheduler, also one of zero, so that synchronous failures neither recurse nor spin.
/// </remarks>
internal static class Retry
{
    /// <summary>Retries an observable. The first attempt is subscribed to directly.</summary>
    public static IObservable<T> WithDelay<T>(Func<IObservable<T>> attempt, Func<TimeSpan?> nextDelay, IScheduler scheduler)
    {
        return Attempts().Catch(); // Rx's own Retry() is Catch over the same source, repeated

        IEnumerable<IObservable<T>> Attempts()
        {
            yield return attempt();
            while (nextDelay() is { } delay)
            {
                // A timer. (Delay would hold a thread for as long as it lasts, on a scheduler that offers threads.)
                yield return Observable.Defer(attempt).DelaySubscription(delay, scheduler);
            }
        }
    }

    /// <summary>Retries an asynchronous sequence.</summary>
    public static IAsyncEnumerable<T> WithDelay<T>(Func<IAsyncEnumerable<T>> attempt, Func<TimeSpan?> nextDelay, IScheduler scheduler)
    {
        return AsyncEnumerableEx.Catch(Attempts());

        IEnumerable<IAsyncEnumerable<T>> Attempts()
        {
            yield return attempt();
            while (nextDelay() is { } delay)
            {
                yield return AsyncEnumerableEx.Defer(async cancellationToken =>
                {
                    try
                    {
                        await Observable.Timer(delay, scheduler).ToTask(cancellationToken).ConfigureAwait(false);
                    }
                    catch (TaskCanceledException)
                    {
                        throw new OperationCanceledException(cancellationToken);
                    }

                    return attempt();
                });
            }
        }
    }
}
