namespace Sse.Reactive;

/// <summary>Cancellation that came through a token linked to the caller's.</summary>
internal static class Cancellation
{
    /// <returns>
    /// The error; if it is the caller's cancellation, with the caller's own token, which distinguishes it from other cancellations.
    /// </returns>
    public static Exception AsOf(Exception error, CancellationToken caller) =>
        error is OperationCanceledException cancellation && caller.IsCancellationRequested && cancellation.CancellationToken != caller
            ? new OperationCanceledException(cancellation.Message, cancellation, caller)
            : error;
}
