using System.Collections.ObjectModel;
using System.Text;

namespace Sse.Reactive;

/// <summary>
/// The server answered with something other than an event stream: another status, another content type, or a content coding that was not
/// decoded.
/// </summary>
/// <remarks>
/// Constructors are public so that you can test a reconnect policy:
/// <c>policy(new SseReconnectContext(new SseResponseException(503)))</c>.
/// </remarks>
public sealed class SseResponseException : SseException
{
    private const int MaxQuotedLength = 4096;

    /// <summary>Creates the exception.</summary>
    /// <param name="statusCode">The HTTP status code.</param>
    /// <param name="headers">The response's headers. Default: none.</param>
    /// <param name="contentType">The content type; <see langword="null"/> if there is none.</param>
    /// <param name="uri">The URL of the response, after redirects; <see langword="null"/> if there is none.</param>
    /// <param name="bodyExcerpt">The beginning of the body; empty if there is none.</param>
    public SseResponseException(
        int statusCode,
        IReadOnlyDictionary<string, string>? headers = null,
        string? contentType = null,
        Uri? uri = null,
        string bodyExcerpt = "")
        : this(
            new SseResponse(Stream.Null)
            {
                StatusCode = statusCode,
                Headers = headers ?? ReadOnlyDictionary<string, string>.Empty,
                ContentType = contentType,
                Uri = uri,
            },
            reason: null,
            attempt: null,
            new BodyExcerpt(bodyExcerpt, isWhole: true))
    {
    }

    internal SseResponseException(SseResponse response, SseDisconnectReason? reason, int? attempt, BodyExcerpt body)
        : this(response, reason ?? response.ReasonToRefuse() ?? SseDisconnectReason.ContentType, body, attempt)
    {
    }

    private SseResponseException(SseResponse response, SseDisconnectReason reason, BodyExcerpt body, int? attempt)
        : this(response, reason, body, Describe(response, reason, attempt))
    {
    }

    private SseResponseException(SseResponse response, SseDisconnectReason reason, BodyExcerpt body, string summary)
        : base(body.Text.Length > 0 ? $"{summary} Response body: {Quoted(body.Text)}" : summary)
    {
        Summary = summary;
        Reason = reason;
        StatusCode = response.StatusCode;
        ContentType = response.ContentType;
        Headers = response.Headers;
        Uri = response.Uri;
        BodyExcerpt = body.Text;
        HasWholeBody = body.IsWhole;
    }

    /// <summary>The HTTP status code.</summary>
    public int StatusCode { get; }

    /// <summary>The content type; <see langword="null"/> if there is none.</summary>
    public string? ContentType { get; }

    /// <summary>The response's headers. The client compares their names without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The URL of the response, after redirects; <see langword="null"/> if the transport has none.</summary>
    public Uri? Uri { get; }

    /// <summary>
    /// The beginning of the body, decoded as UTF-8: at most <see cref="SseOptions.MaxBodyExcerptBytes"/>, 4 KiB by default. It is empty if
    /// there is none, or if its content coding was not decoded.
    /// </summary>
    public string BodyExcerpt { get; }

    /// <summary>
    /// Whether <see cref="BodyExcerpt"/> is the whole body. <see langword="false"/> if the body is longer than
    /// <see cref="SseOptions.MaxBodyExcerptBytes"/>, broke, took longer than 5 s, or has a content coding that was not decoded.
    /// </summary>
    public bool HasWholeBody { get; }

    /// <summary>
    /// Why the response is not an event stream: <see cref="SseDisconnectReason.Status"/>, <see cref="SseDisconnectReason.ContentType"/> or
    /// <see cref="SseDisconnectReason.ContentEncoding"/>.
    /// </summary>
    public SseDisconnectReason Reason { get; }

    /// <summary>The message without the body, which may repeat secrets of the request.</summary>
    internal string Summary { get; }

    private static string Quoted(string text) => string.Join(
        " ",
        (text.Length > MaxQuotedLength ? text[..MaxQuotedLength] : text).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string Describe(SseResponse response, SseDisconnectReason reason, int? attempt)
    {
        var message = new StringBuilder(response.Uri is null ? "The transport" : RedactedUri.Describe(response.Uri)).Append(" answered ");
        if (attempt is not null)
        {
            message.Append("attempt ").Append(attempt).Append(' ');
        }

        return message.Append("with ").Append(reason switch
        {
            SseDisconnectReason.ContentEncoding =>
                $"content coding '{ContentCoding.NotDecoded(response.Headers)}', which was not decoded. Do not ask for it in "
                + "Accept-Encoding. For your own HttpClient, set AutomaticDecompression of its handler.",
            SseDisconnectReason.ContentType =>
                $"content type '{response.ContentType ?? "(none)"}' instead of {SseResponse.EventStream}. Check the URL and the server's "
                + "response. For an event stream with a wrong content type, set SseOptions.AcceptAnyContentType.",
            _ => DescribeStatus(response),
        }).ToString();
    }

    private static string DescribeStatus(SseResponse response) => response.StatusCode switch
    {
        204 => "status 204: the client must not reconnect.",
        205 => "status 205 (Reset Content), which has no content. An event stream needs another status, such as 200.",
        >= 200 and <= 299 and var status when !response.AnswersGet =>
            $"status {status} and content type '{response.ContentType ?? "(none)"}' instead of {SseResponse.EventStream}.",
        >= 300 and <= 399 => RefusedRedirect.Describe(response),
        401 or 403 when response.OmittedHeaders is { } names =>
            $"status {response.StatusCode}. It is another origin than the request's, reached by a redirect, so these headers were not "
            + $"sent to it: {names}. If it may receive them, add it to SseOptions.TrustedOrigins.",
        401 or 403 => $"status {response.StatusCode}. Check the credentials.",
        404 or 410 => $"status {response.StatusCode}. Check the URL.",
        var status => $"status {status} instead of 200.",
    };
}
