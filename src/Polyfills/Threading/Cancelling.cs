namespace System.Threading;

/// <summary>Registrations with a cancellation token.</summary>
internal static class Cancelling
{
    /// <summary>Registers a callback without capturing the execution context.</summary>
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
    /// Removes a registration without waiting for a callback in progress, as <see cref="CancellationTokenRegistration.Dispose"/> would:
    /// that can deadlock. On this target the callback may still run shortly afterwards.
    /// </summary>
    public static void Unregister(this CancellationTokenRegistration registration) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => ((CancellationTokenRegistration)state!).Dispose(), registration);
}
