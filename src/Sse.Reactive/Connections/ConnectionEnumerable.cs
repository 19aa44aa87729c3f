using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary><see cref="ReconnectLoop"/>, pulled: the same connections and waits, one after the other.</summary>
internal static class PulledLoop
{
    public static IAsyncEnumerable<ConnectionItem> Steps(Reconnection reconnection) => AsyncEnumerableEx.Concat(ConnectionsAndWaits(reconnection));

    private static IEnumerable<IAsyncEnumerable<ConnectionItem>> ConnectionsAndWaits(Reconnection reconnection)
    {
        using (reconnection)
        {
            while (true)
            {
                yield return Pull(new Connection(reconnection));
                if (reconnection.HasEnded)
                {
                    break;
                }

                yield return Wait(reconnection.Wait, reconnection.Options.Scheduler);
            }
        }
    }

    private static async IAsyncEnumerable<ConnectionItem> Pull(Connection connection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var disposal = connection;

        // A pending read is cancelled first, since it registers later: so there is nothing left to drain.
        using var closing = cancellationToken.UnsafeRegister(static c => ((Connection)c!).Close(), connection);
        while (true)
        {
            ConnectionItem step;
            try
            {
                step = connection.Take(await connection.NextAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception error) when (!connection.IsLost && !cancellationToken.IsCancellationRequested)
            {
                connection.Lost(error);
                continue;
            }
            catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not OperationCanceledException)
            {
                throw new OperationCanceledException(error.Message, error, cancellationToken); // closing is how a read that heeds no token is cancelled
            }

            yield return step;
            if (step.IsLast)
            {
                break;
            }
        }
    }

    private static async IAsyncEnumerable<ConnectionItem> Wait(TimeSpan wait, IScheduler scheduler, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await scheduler.Sleep(wait, cancellationToken).ConfigureAwait(false);
        yield break;
    }
}
