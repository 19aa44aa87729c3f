using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary><see cref="ReconnectLoop"/>, pulled: the same attempts and ends, composed of System.Interactive.Async's operators.</summary>
internal static class PulledLoop
{
    /// <param name="connector">Opens connections.</param>
    /// <param name="options">The options.</param>
    /// <param name="intake">Fed, downstream and in step, with the chunks that leave here: it knows the last event ID and the retry.</param>
    public static IAsyncEnumerable<Step> Steps(IConnector connector, SseOptions options, Intake intake) =>
        AsyncEnumerableEx.Using(() => new Reconnection(connector, options, intake), reconnection =>
        {
            var attempt = AsyncEnumerableEx
                .Defer(reconnection.Attempt)
                .Do(reconnection.Note)
                .Catch((Exception cause) => Pause(reconnection.End(cause), options.Scheduler));

            return AsyncEnumerableEx.Concat(UntilEnded());

            IEnumerable<IAsyncEnumerable<Step>> UntilEnded()
            {
                while (!reconnection.HasEnded)
                {
                    yield return attempt;
                }
            }
        });

    /// <summary>Tells an end, then waits as long as it says.</summary>
    private static async IAsyncEnumerable<Step> Pause(
        IAsyncEnumerable<Step> end, IScheduler scheduler, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var step in end.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return step;
            if (step.Signal is SseSignal.Disconnected { Wait: var wait })
            {
                await scheduler.Sleep(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
