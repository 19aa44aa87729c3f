namespace Sse.Protocol;

/// <summary>An event, line or comment of the stream is larger than <see cref="SseParseOptions.MaxEventBytes"/> allows.</summary>
/// <remarks>
/// The stream cannot be read further. The client does not reconnect after it, since the server would send the same event again.
/// </remarks>
public sealed class SseLimitExceededException : SseException
{
    internal const string EventData = "event data";

    /// <summary>Creates the exception.</summary>
    /// <param name="what">What is too large: <c>"event data"</c>, <c>"line"</c> or <c>"comment"</c>.</param>
    /// <param name="limit">The limit, in bytes.</param>
    /// <param name="reached">How many bytes were read when the limit was exceeded. More may have followed.</param>
    public SseLimitExceededException(string what, int limit, long reached)
        : base($"The {InFull(what)} is larger than MaxEventBytes allows: at least {reached} bytes, where the limit is {limit}. "
            + "If the server sends events of that size intentionally, raise MaxEventBytes. "
            + "Reconnecting does not help: the server would send the same event again.")
    {
        What = what;
        Limit = limit;
        Reached = reached;
    }

    /// <summary>The exception of a decoder that is called again after it has failed.</summary>
    internal SseLimitExceededException(SseLimitExceededException earlier)
        : base("This decoder has failed and reads nothing more until Reset is called. " + earlier.Message, earlier)
    {
        What = earlier.What;
        Limit = earlier.Limit;
        Reached = earlier.Reached;
    }

    /// <summary>
    /// What is too large: <c>"event data"</c>, or a <c>"line"</c> or <c>"comment"</c> together with the data before it in its event.
    /// </summary>
    public string What { get; }

    /// <summary>The limit, in bytes.</summary>
    public int Limit { get; }

    /// <summary>How many bytes were read when the limit was exceeded. More may have followed.</summary>
    public long Reached { get; }

    private static string InFull(string what) => what == EventData
        ? "event data of the event stream"
        : $"{what} of the event stream, together with the data before it in its event,";
}
