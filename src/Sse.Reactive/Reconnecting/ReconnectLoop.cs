using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>The life of a subscription: connect, read, and when the connection is lost, wait and connect again.</summary>
internal static class ReconnectLoop
{
    /// <param name="reconnection">What the subscription knows.</param>
    /// <param name="subscription">The subscription; disposed of when nobody is left to deliver to.</param>
    public static IObservable<ConnectionItem> Steps(Reconnection reconnection, ICancelable subscription) => ConnectionsAndWaits(reconnection, subscription).Concat();

    private static IEnumerable<IObservable<ConnectionItem>> ConnectionsAndWaits(Reconnection reconnection, ICancelable subscription)
    {
        using (reconnection)
        {
            while (!subscription.IsDisposed)
            {
                yield return new ConnectionObservable(new Connection(reconnection), subscription);
                if (reconnection.HasEnded)
                {
                    break;
                }

                yield return Wait(reconnection.Wait, reconnection.Options.Scheduler);
            }
        }
    }

    /// <summary>The wait is part of the stream: disposal cancels it. A timer is all that it holds (<c>Delay</c> would hold a thread, where the scheduler has any to give).</summary>
    /// <remarks>It ends on the trampoline. There <see cref="ConnectionObservable"/> starts after <c>Subscribe</c>, which would catch what an observer throws.</remarks>
    private static IObservable<ConnectionItem> Wait(TimeSpan wait, IScheduler scheduler) =>
        Observable.Empty<ConnectionItem>().DelaySubscription(wait, scheduler).ObserveOn(CurrentThreadScheduler.Instance);
}
