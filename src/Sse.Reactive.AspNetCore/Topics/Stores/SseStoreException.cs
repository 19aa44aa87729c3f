namespace Sse.Reactive.AspNetCore;

/// <summary>A store could not do what it was asked for: its engine cannot be reached, does not answer, or is not set up.</summary>
public class SseStoreException : SseException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="store">The name of the store: <see cref="ISseStore.Name"/>.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause. Default: <see langword="null"/>.</param>
    public SseStoreException(string store, string message, Exception? innerException = null)
        : base(message, innerException) => Store = store;

    /// <summary>The name of the store: <see cref="ISseStore.Name"/>.</summary>
    public string Store { get; }
}
