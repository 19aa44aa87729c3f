using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary><see cref="ConnectionObservable"/>, pulled.</summary>
internal static class ConnectionEnumerable
{
    public static async IAsyncEnumerable<ConnectionItem> Pull(
        Connection connection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var disposal = connection;

        // A pending read registers later, so it is cancelled first: nothing is left to drain.
        using var closing = cancellationToken.UnsafeRegister(static c => ((Connection)c!).Close(), connection);
        while (true)
        {
            ConnectionItem item;
            try
            {
                item = connection.Take(await connection.NextAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception error) when (!connection.IsLost && !cancellationToken.IsCancellationRequested)
            {
                connection.Lose(error);
                continue;
            }
            catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not OperationCanceledException)
            {
                // Closing cancels a read that ignores its token.
                throw new OperationCanceledException(error.Message, error, cancellationToken);
            }

            if (item.IsEndOfBody)
            {
                continue;
            }

            yield return item;
            switch (item.Signal)
            {
                case SseSignal.Disconnected lost:
                    ExceptionDispatchInfo.Throw(lost.Cause); // already reported by the signal: for Retry
                    break;
                case SseSignal.Ended:
                    yield break;
            }
        }
    }
}
