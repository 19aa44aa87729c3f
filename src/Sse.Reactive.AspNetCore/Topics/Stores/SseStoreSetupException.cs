namespace Sse.Reactive.AspNetCore;

/// <summary>The engine of a store is not set up for it: a schema is missing or has another version, or a permission is missing.</summary>
public sealed class SseStoreSetupException : SseStoreException
{
    /// <inheritdoc/>
    public SseStoreSetupException(string store, string message, Exception? innerException = null)
        : base(store, message, innerException)
    {
    }
}
