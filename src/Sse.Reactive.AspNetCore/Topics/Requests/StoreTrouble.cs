using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>What a node does when its store fails: it logs that, waits, and tries again. Streams stay open meanwhile.</summary>
internal sealed class StoreTrouble(ISseStore store, IScheduler scheduler, ILogger logger, CancellationToken stopped)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    /// <summary>Canceled when the node stops.</summary>
    public CancellationToken Stopped => stopped;

    /// <summary>Waits after consecutive failures: up to 3 s, at random, so that topics do not try again at the same moment.</summary>
    /// <param name="topic">The topic that was read.</param>
    /// <param name="error">Why it could not be. Only the first consecutive failure is logged as a warning.</param>
    /// <param name="failures">How many consecutive failures were before this one.</param>
    /// <returns>Whether to try again: the node has not stopped.</returns>
    public async Task<bool> BackOffAsync(string topic, Exception error, int failures)
    {
        if (stopped.IsCancellationRequested)
        {
            return false;
        }

        SharedLog.ReadFailed(logger, failures == 0 ? LogLevel.Warning : LogLevel.Debug, store.Name, topic, error);
        var delay = TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, FirstDelay.Ticks << Math.Min(failures, 10)));
        try
        {
            await scheduler.Sleep(delay * (0.5 + Random.Shared.NextDouble()), stopped).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
