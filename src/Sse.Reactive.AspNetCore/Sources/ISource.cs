namespace Sse.Reactive.AspNetCore;

/// <summary>The source of one response, of whatever type. It is started, and stopped by <c>Dispose</c>, in any order.</summary>
/// <remarks>
/// <c>Dispose</c> asks it to stop and does not wait. Later calls do nothing. It throws what the source's own code throws.
/// </remarks>
internal interface ISource : IDisposable
{
    /// <summary>Completes when the headers may be sent: the source was subscribed to, has failed, or is being stopped.</summary>
    Task Started { get; }

    /// <summary>Completes when none of the source's code runs any more, and it has released what it held.</summary>
    Task Ended { get; }

    /// <summary>Which of its calls has not returned, for the log, while it has not ended.</summary>
    string Pending { get; }

    /// <summary>Starts it, unless it was stopped. It may deliver before this method returns.</summary>
    void Start();
}
