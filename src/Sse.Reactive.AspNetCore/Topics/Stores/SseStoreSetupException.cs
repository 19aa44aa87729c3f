namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The engine of a store is not set up for it: a schema is missing or has another version, a permission is missing, or the credentials are
/// wrong. To try again does not help.
/// </summary>
public sealed class SseStoreSetupException : SseStoreException
{
    /// <inheritdoc/>
    public SseStoreSetupException(string store, string message, Exception? innerException = null)
        : base(store, message, innerException)
    {
    }
}
