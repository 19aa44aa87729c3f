using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>The life of a subscription: connect, read, and when the connection is lost, wait and connect again.</summary>
internal static class ReconnectLoop
{
    /// <param name="connector">Opens connections.</param>
    /// <param name="options">The options.</param>
    /// <param name="intake">Fed, downstream and in step, with the chunks that leave here: it knows the last event ID and the retry.</param>
    /// <param name="subscription">The subscription; disposed of when nobody is left to deliver to.</param>
    public static IObservable<Step> Steps(IConnector connector, SseOptions options, Intake intake, ICancelable subscription) =>
        Observable.Using(() => new Reconnection(connector, options, intake), reconnection =>
        {
            var attempt = Observable
                .Defer(() => new Pump<Step>(reconnection.Attempt(), subscription))
                .Do(reconnection.Note)
                .Catch((Exception cause) => new Pump<Step>(reconnection.End(cause), subscription).SelectMany(Pause));

            return Observable.While(() => !reconnection.HasEnded && !subscription.IsDisposed, attempt);

            // The wait is part of the stream: whoever watches sees it begin, and disposal cancels it.
            IObservable<Step> Pause(Step end) => end.Signal is SseSignal.Disconnected { Wait: var wait }
                ? Observable.Return(end).Concat(Observable.Empty<Step>().Delay(wait, options.Scheduler))
                : Observable.Return(end);
        });
}
