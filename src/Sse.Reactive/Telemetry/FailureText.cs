namespace Sse.Reactive;

/// <summary>The text of a failure, for logs, traces and messages.</summary>
internal static class FailureText
{
    /// <summary>
    /// What an exception and its inner exceptions say. For a response that is not an event stream, the message without the body, which may
    /// repeat secrets of the request.
    /// </summary>
    public static string Describe(Exception cause) => cause switch
    {
        SseResponseException response => response.Summary,
        SseConnectionException connection => connection.Summary,
        _ => ErrorMessages.Of(cause),
    };
}
