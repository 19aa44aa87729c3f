namespace Sse.Protocol;

/// <summary>The stream sent more in one event, line or comment than <see cref="SseParseOptions.MaxEventBytes"/> allows.</summary>
/// <remarks>Fatal for the stream, and not worth a reconnect: the same event would come again.</remarks>
public sealed class SseLimitExceededException : SseException
{
    internal const string EventData = "event data";

    /// <summary>Creates the exception.</summary>
    /// <param name="what">What grew too large: <c>"event data"</c>, <c>"line"</c> or <c>"comment"</c>.</param>
    /// <param name="limit">The limit, in bytes.</param>
    /// <param name="reached">How many bytes were known when the limit was passed; what was to follow is not.</param>
    public SseLimitExceededException(string what, int limit, long reached)
        : base($"The {InFull(what)} is larger than MaxEventBytes allows: at least {reached} bytes, where the limit is {limit}. "
            + "If the server means to send events of that size, raise MaxEventBytes; reconnecting alone would meet the same event again.")
    {
        What = what;
        Limit = limit;
        Reached = reached;
    }

    /// <summary>For a decoder that is fed again.</summary>
    internal SseLimitExceededException(SseLimitExceededException earlier)
        : base("This decoder has failed before, and takes nothing more until it is Reset. " + earlier.Message, earlier)
    {
        What = earlier.What;
        Limit = earlier.Limit;
        Reached = earlier.Reached;
    }

    /// <summary>What grew too large: <c>"event data"</c>, or a <c>"line"</c> or <c>"comment"</c> together with the data that stands before it in its event.</summary>
    public string What { get; }

    /// <summary>The limit, in bytes.</summary>
    public int Limit { get; }

    /// <summary>How many bytes were known when the limit was passed.</summary>
    public long Reached { get; }

    private static string InFull(string what) => what == EventData
        ? "event data of the event stream"
        : $"{what} of the event stream, together with the data before it in its event,";
}
