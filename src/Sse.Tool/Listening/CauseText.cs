using System.Security.Authentication;

namespace Sse.Tool;

/// <summary>Describes in a few words why a connection ended. The text may quote the server, so control characters are replaced.</summary>
internal static class CauseText
{
    private const int MaxLength = 500;

    public static string Of(Exception cause) => Printable.Truncated(ToolWording.Of(Text(cause)), MaxLength).TrimEnd('.');

    private static string Text(Exception cause) => cause switch
    {
        SseStreamClosedException { DiscardedBytes: > 0 and var count } =>
            $"the server closed the stream; {count} bytes of an unfinished event were discarded",
        SseStreamClosedException => "the server closed the stream",
        SseResponseException { StatusCode: 204 } => "the server answered 204: do not reconnect",
        SseResponseException { StatusCode: >= 300 and <= 399 } => OfLibrary(cause),
        SseResponseException { Reason: SseDisconnectReason.Status } response => $"status {response.StatusCode}{Body(response)}",
        SseResponseException { Reason: SseDisconnectReason.ContentType } response =>
            $"content type '{response.ContentType ?? "(none)"}' instead of text/event-stream{Body(response)}",
        TimeoutException => "nothing was received within the idle timeout",
        { InnerException: AuthenticationException refusal } when IsNotTls(refusal) =>
            "the server does not answer with TLS; for plain HTTP, use http://",
        _ => OfLibrary(cause),
    };

    /// <summary>The library's text of any cause, which has no secrets of a URL.</summary>
    private static string OfLibrary(Exception cause) => new SseSignal.Ended(cause).CauseText;

    /// <summary>Whether what the server sent is not TLS, such as a plain HTTP response.</summary>
    private static bool IsNotTls(AuthenticationException error) => error.Message.Contains("frame", StringComparison.Ordinal);

    private static string Body(SseResponseException response) => response.BodyExcerpt.Length > 0 ? $": {response.BodyExcerpt.Trim()}" : "";
}
