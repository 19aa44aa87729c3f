using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>The life of a subscription: connect, read, and when the connection is lost, wait and connect again.</summary>
internal static class ReconnectLoop
{
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options.</param>
    /// <param name="decoder">Fed, downstream and in step, with the chunks that leave here: it knows the last event ID and the retry.</param>
    /// <param name="subscription">The subscription; disposed of when nobody is left to deliver to.</param>
    public static IObservable<Step> Steps(SseTransport transport, SseOptions options, SseDecoder decoder, ICancelable subscription) =>
        Observable.Defer(() =>
        {
            var session = SseSession.Start(options);
            var hasEnded = false;

            var attempt = Observable
                .Defer(() => Open(session = session.Attempting()))
                .Concat(Observable.Throw<Step>(new SseStreamEndedException())) // a clean end is a lost connection
                .Do(step => session = session.After(step))
                .Catch((Exception cause) => Pause(session = session.Lost(cause, decoder), cause));

            return Observable.While(() => !hasEnded && !subscription.IsDisposed, attempt);

            IObservable<Step> Open(SseSession session) =>
                new Pump<Step>(Connection.Steps(transport, session.NextAttempt, options), subscription);

            // The wait is part of the stream: whoever watches sees it begin, and disposal cancels it.
            IObservable<Step> Pause(SseSession session, Exception cause)
            {
                var decision = options.Decide(session, cause);
                switch (decision.Kind)
                {
                    case SseDecision.DecisionKind.Wait:
                        return Observable
                            .Return(new Step(new SseSignal.Disconnected(cause, session.Attempt, decision.Delay)))
                            .Concat(Observable.Empty<Step>().Delay(decision.Delay, options.Scheduler));

                    case SseDecision.DecisionKind.End:
                        hasEnded = true;
                        return Observable.Return(new Step(new SseSignal.Ended(cause)));

                    default:
                        return Observable.Throw<Step>(cause);
                }
            }
        });
}
