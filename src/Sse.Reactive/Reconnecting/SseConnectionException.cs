namespace Sse.Reactive;

/// <summary>A connection was lost or could not be made, and there will be no further attempt: the policy or a limit says so.</summary>
/// <remarks>
/// <see cref="Exception.InnerException"/> is how the last attempt ended: <see cref="SseStreamClosedException"/>, <see cref="TimeoutException"/>, or
/// what the transport, the body or the request factory threw; with a limit, also an <see cref="SseResponseException"/>.
/// </remarks>
public sealed class SseConnectionException : Exception
{
    internal SseConnectionException(Uri? uri, int attempt, string reason, Exception cause)
        : base($"Attempt {attempt} to stream from {RedactedUri.Describe(uri)} was the last: {reason}. How it ended: {(cause is SseResponseException ? cause.Message : FailureText.Describe(cause))}", cause)
    {
        Uri = uri;
        Attempt = attempt;
        Summary = cause is SseResponseException response ? Message.Replace(response.Message, response.Summary, StringComparison.Ordinal) : Message;
    }

    /// <summary>Where the last attempt went; <see langword="null"/> if the transport knows none.</summary>
    public Uri? Uri { get; }

    /// <summary>The number of the last attempt; the first is 1.</summary>
    public int Attempt { get; }

    /// <summary>The message without a refusal's body.</summary>
    internal string Summary { get; }
}
