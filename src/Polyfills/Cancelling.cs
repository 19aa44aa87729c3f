namespace System.Threading;

/// <summary>Registrations with a token.</summary>
internal static class Cancelling
{
    /// <summary>Registers without the execution context.</summary>
    public static CancellationTokenRegistration UnsafeRegister(this CancellationToken token, Action<object?> callback, object? state)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return token.Register(callback, state);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return token.Register(callback, state);
        }
    }

    /// <summary>
    /// Does not wait for a callback that is running just then, as <see cref="CancellationTokenRegistration.Dispose"/> does: two that wait for each other would be a deadlock.
    /// Here the callback may still run a moment later.
    /// </summary>
    public static void Unregister(this CancellationTokenRegistration registration) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => ((CancellationTokenRegistration)state!).Dispose(), registration);
}
