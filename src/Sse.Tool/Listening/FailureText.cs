using System.Security.Authentication;

namespace Sse.Tool;

/// <summary>Describes the error that ended <c>sse URL</c>: what happened, then which option helps.</summary>
internal static class FailureText
{
    private const int MaxLength = 1000;

    public static string Of(Exception error, ListenRequest request) => Printable.Truncated(ToolWording.Of(Text(error, request)), MaxLength);

    private static string Text(Exception error, ListenRequest request) => error switch
    {
        _ when Find<SseLimitExceededException>(error) is { } exceeded =>
            $"An event is larger than {Sizes.Format(exceeded.Limit)}. Raise the limit with --max-event.",
        SseResponseException { StatusCode: >= 300 and <= 399 } when request.IsInsecure =>
            $"{CauseText.Of(error)}. Redirects are not followed with --insecure.",
        SseResponseException { StatusCode: 401 or 403, Uri: { } uri } when LacksCredentials(request, uri) =>
            $"{uri.Authority}: {CauseText.Of(error)}. A redirect led to this origin, which does not receive the headers of -H and "
            + $"credentials. If it may, use --trust {uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}.",
        SseResponseException { Reason: SseDisconnectReason.ContentType, Uri: var uri } =>
            $"{(uri ?? request.Uri).Authority}: {CauseText.Of(error)}. To read it as an event stream anyway, use --any-type.",
        SseConnectionException { InnerException: NotSupportedException unusable } => unusable.Message,
        SseConnectionException { InnerException: { } cause, Uri: var uri } =>
            $"{(uri ?? request.Uri).Authority}: {CauseText.Of(cause)}.{CertificateHint(cause)} {NoRetry(request, cause)}",
        _ => error.Message,
    };

    private static bool LacksCredentials(ListenRequest request, Uri uri) =>
        request.Headers.Count + request.Uri.UserInfo.Length > 0
        && request.TrustedOrigins.Append(request.Uri).All(origin => Uri.Compare(
            origin, uri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0);

    private static string NoRetry(ListenRequest request, Exception cause) => request switch
    {
        { Reconnects: false } => "Not retried because of --no-reconnect.",
        { MaxRetries: { } max } when request.Body is null || HasStartedNothing(cause) => $"Gave up after --retry {max}.",
        _ => $"Not retried: a {request.Method} that may have reached the server is not sent again.",
    };

    private static bool HasStartedNothing(Exception cause) => cause is SseResponseException
        || Find<HttpRequestException>(cause)?.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    private static string CertificateHint(Exception cause) =>
        Find<AuthenticationException>(cause) is { } refusal && refusal.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
            ? " To accept any certificate, use --insecure."
            : "";

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        while (error is not (null or T))
        {
            error = error.InnerException;
        }

        return error as T;
    }
}
