namespace Sse.Reactive;

/// <summary>
/// A connection was lost or could not be opened, and the policy, a limit or the request's method allows no further attempt. The message
/// says which.
/// </summary>
/// <remarks>
/// <see cref="Exception.InnerException"/> is the cause of the last attempt's end: <see cref="SseStreamClosedException"/>,
/// <see cref="TimeoutException"/>, or the exception of the transport, the body or the request factory. If a limit was reached, it can also
/// be an <see cref="SseResponseException"/>.
/// </remarks>
public sealed class SseConnectionException : SseException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">What happened, then what to do.</param>
    /// <param name="uri">The URL of the last attempt, if known.</param>
    /// <param name="attempt">The number of the last attempt; the first is 1.</param>
    /// <param name="cause">How the last attempt ended.</param>
    public SseConnectionException(string message, Uri? uri, int attempt, Exception cause)
        : base(message, cause)
    {
        Uri = uri;
        Attempt = attempt;
        Summary = cause is SseResponseException response
            ? message.Replace(Sentence(response.Message), response.Summary, StringComparison.Ordinal)
                .Replace(response.Message, response.Summary, StringComparison.Ordinal)
            : message;
    }

    /// <summary>The URL of the last attempt; <see langword="null"/> if the transport knows none.</summary>
    public Uri? Uri { get; }

    /// <summary>The number of the last attempt; the first is 1.</summary>
    public int Attempt { get; }

    /// <summary>The message without the excerpt of a refusal's body.</summary>
    internal string Summary { get; }

    internal static SseConnectionException NotRetried(SseReconnectContext context, Uri? uri, string reason)
    {
        var ending = context.Cause is SseResponseException response ? response.Message : FailureText.Describe(context.Cause);
        var where = RedactedUri.Describe(uri);
        var message = $"{Sentence(ending)} Attempt {context.AttemptNumber} to {where} was not retried: {reason}";
        return new(message, uri, context.AttemptNumber, context.Cause);
    }

    private static string Sentence(string text) => text is [.., '.' or '!' or '?'] ? text : text + ".";
}
