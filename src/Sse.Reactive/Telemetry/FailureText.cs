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
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            "The server closed the connection without an answer. (The response ended prematurely.)",
        _ when DisconnectReasons.IsCorruptData(cause) =>
            $"The body is not valid in the coding that its Content-Encoding names. ({ErrorMessages.Of(cause)})",
        _ => ErrorMessages.Of(cause),
    };

    /// <returns>The exception; <see langword="null"/> if it contains the body of a response.</returns>
    public static Exception? WithoutBody(Exception error)
    {
        for (var next = error; next is not null; next = next.InnerException)
        {
            if (next is SseResponseException)
            {
                return null;
            }
        }

        return error;
    }
}
