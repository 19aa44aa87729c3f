namespace Sse.Reactive.AspNetCore;

/// <content>How streams end.</content>
public sealed partial record SseServerOptions
{
    /// <summary>
    /// How a stream ends that ends before its source has completed. Default: <see cref="SseUnfinishedEnd.ByMethod"/>: an answer to GET ends
    /// cleanly, and its client reconnects; an answer to any other method is broken off, so that its client reports an error.
    /// </summary>
    /// <remarks>
    /// When the host stops, a stream that is broken off and answers another method than GET runs on until it ends, or until shortly before
    /// the host's shutdown timeout (<c>HostOptions.ShutdownTimeout</c>, 30 s). All others end within <see cref="ShutdownSpread"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the values of the type.</exception>
    public SseUnfinishedEnd UnfinishedEnd
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(UnfinishedEnd), value, "Choose ByMethod, Resume or Abort.");
    }

    internal static SseServerOptions Default { get; } = new();

    /// <summary>
    /// The last <c>retry</c> of a stream that may end together with many others: random, since clients that return together would do so
    /// again and again.
    /// </summary>
    /// <param name="spread">What is added at most. Default: <see langword="null"/>, the reconnection time itself.</param>
    internal TimeSpan SpreadReconnectionTime(TimeSpan? spread = null)
    {
        var time = ReconnectionTime ?? TimeSpan.FromSeconds(3);
        return time + RandomPartOf(spread ?? time);
    }
}
