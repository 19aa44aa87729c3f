namespace Sse.Reactive.AspNetCore;

/// <content>How streams end.</content>
public sealed partial record SseServerOptions
{
    /// <summary>
    /// How a stream ends that ends before its source has completed. Default: <see cref="SseUnfinishedEnd.ByMethod"/>: an answer to GET ends
    /// cleanly, and its client reconnects; an answer to any other method is broken off, so that its client reports an error.
    /// </summary>
    /// <remarks>
    /// What happens to a stream while the host stops is said by <see cref="RunsOnAtShutdown"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the values of the type.</exception>
    public SseUnfinishedEnd UnfinishedEnd
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(UnfinishedEnd), value, "Choose ByMethod, Resume or Abort.");
    }

    /// <summary>
    /// Whether a stream runs on while the host stops: until it ends, or until shortly before the host's shutdown timeout
    /// (<c>HostOptions.ShutdownTimeout</c>, 30 s). Then it ends as <see cref="UnfinishedEnd"/> says, and the log has a warning. Otherwise
    /// it ends within <see cref="ShutdownSpread"/>. Default: <see langword="null"/>: it runs on if it is broken off when it ends unfinished
    /// and either answers another method than GET or has a <see cref="CompletionEvent"/>.
    /// </summary>
    /// <remarks>
    /// Set it for streams with an end whose history is lost with the process: a client that resumes one later, on another server or after
    /// the restart, would not receive the rest. Clients cannot return while the host stops, and so <see cref="MaxConnectionAge"/> does not
    /// end such a stream then. Clear it for a POST without an end, which would delay each stop.
    /// </remarks>
    /// <example>
    /// <code>
    /// var call = new SseTopic("call", new() { ReplayFromOldest = true }); // in memory: no other server has it
    /// app.MapGet("/call", () => SseResults.Stream(call, new() { RunsOnAtShutdown = true }));
    /// </code>
    /// </example>
    public bool? RunsOnAtShutdown { get; init; }

    /// <summary>
    /// Makes the last events of a stream whose source failed, such as <c>data: {"error":...}</c> of OpenAI's APIs or <c>event: error</c> of
    /// Anthropic's. They follow the queued events; then the stream ends as <see cref="UnfinishedEnd"/> says. Default:
    /// <see langword="null"/>: clients learn nothing of an exception.
    /// </summary>
    /// <remarks>
    /// It runs once for each stream, on the thread on which the source failed, in the execution context of the request. Do not send the
    /// message of an exception as it is: it may contain what clients must not see. What the function throws is logged as an error.
    /// </remarks>
    /// <example>
    /// <code>
    /// // IAsyncEnumerable&lt;string&gt; TokensAsync(string question, CancellationToken cancellationToken)
    /// app.MapPost("/answers", (string question) => SseResults.Stream(model.TokensAsync(question, CancellationToken.None), new()
    /// {
    ///     ErrorEvents = error => [new(error is TimeoutException ? "{\"error\":\"timeout\"}" : "{\"error\":\"internal\"}", "error")],
    /// }));
    /// </code>
    /// </example>
    public Func<Exception, IEnumerable<SseEvent>>? ErrorEvents { get; init; }

    /// <summary>
    /// The last event of a stream whose source has completed, such as <c>data: [DONE]</c> of OpenAI's APIs, also where the other events are
    /// JSON. It is not sent if the stream ends before its source. Default: <see langword="null"/>: none.
    /// </summary>
    /// <exception cref="ArgumentException">Its type or its ID cannot be sent.</exception>
    /// <example>
    /// <code>
    /// app.MapPost("/pings", () => SseResults.Stream(
    ///     pings.Select(ping => new SseEvent&lt;Ping&gt;(ping)), MyContext.Default.Ping, new() { CompletionEvent = new("[DONE]") }));
    /// </code>
    /// </example>
    public SseEvent? CompletionEvent
    {
        get;
        init
        {
            if (value is { } completion)
            {
                _ = EncodedEvent.Encode(completion);
            }

            field = value;
        }
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
