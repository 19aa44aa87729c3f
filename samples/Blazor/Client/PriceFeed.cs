using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Blazor.Client;

/// <summary>The stream of prices as boards to show. It knows nothing of Blazor.</summary>
public static class PriceFeed
{
    /// <summary>No more boards a second than a person can see: the latest one every 100 ms, if it is new.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Never fails: the last board shows the error.</summary>
    public static IObservable<PriceBoard> Boards(IObservable<SseSignal> signals, IScheduler scheduler) => signals
        .Scan(PriceBoard.Empty, (board, signal) => board.After(signal))
        .Materialize() // an error, also of a price that is not JSON, and the end are a board too
        .Scan(PriceBoard.Empty, (board, next) => next.HasValue ? next.Value : board.End(next.Exception))
        .Sample(Interval, scheduler);
}
