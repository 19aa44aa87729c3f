using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary><see cref="ReconnectLoop"/>, pulled: the same connections, session and policy, composed of System.Interactive.Async's operators.</summary>
internal static class PulledLoop
{
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options.</param>
    /// <param name="decoder">Fed, downstream and in step, with the chunks that leave here.</param>
    public static IAsyncEnumerable<Step> Steps(SseTransport transport, SseOptions options, SseDecoder decoder) =>
        AsyncEnumerableEx.Defer(() =>
        {
            var session = SseSession.Start(options);
            var hasEnded = false;

            var attempt = AsyncEnumerableEx
                .Concat(
                    AsyncEnumerableEx.Defer(() => Connection.Steps(transport, (session = session.Attempting()).NextAttempt, options)),
                    AsyncEnumerableEx.Throw<Step>(new SseStreamEndedException()))
                .Do(step => session = session.After(step))
                .Catch((Exception cause, CancellationToken cancellationToken) =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return new ValueTask<IAsyncEnumerable<Step>>(Pause(session = session.Lost(cause, decoder), cause));
                });

            return AsyncEnumerableEx.Concat(UntilEnded());

            IEnumerable<IAsyncEnumerable<Step>> UntilEnded()
            {
                while (!hasEnded)
                {
                    yield return attempt;
                }
            }

            IAsyncEnumerable<Step> Pause(SseSession session, Exception cause)
            {
                var decision = options.Decide(session, cause);
                switch (decision.Kind)
                {
                    case SseDecision.DecisionKind.Wait:
                        return AsyncEnumerableEx.Concat(
                            AsyncEnumerableEx.Return(new Step(new SseSignal.Disconnected(cause, session.Attempt, decision.Delay))),
                            Wait(decision.Delay, options.Scheduler));

                    case SseDecision.DecisionKind.End:
                        hasEnded = true;
                        return AsyncEnumerableEx.Return(new Step(new SseSignal.Ended(cause)));

                    default:
                        return AsyncEnumerableEx.Throw<Step>(cause);
                }
            }
        });

    /// <summary>An empty sequence that completes after a time on a scheduler.</summary>
    private static async IAsyncEnumerable<Step> Wait(
        TimeSpan time, IScheduler scheduler, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await scheduler.Sleep(time, cancellationToken).ConfigureAwait(false);
        yield break;
    }
}
