using System.Collections.ObjectModel;
using System.Text;

namespace Sse.Reactive;

/// <summary>The server answered with something other than an event stream: another status than 200, or another content type.</summary>
/// <remarks>
/// Constructors are public so that you can test a reconnect policy:
/// <c>policy(new SseReconnectContext(new SseResponseException(503)))</c>.
/// </remarks>
public sealed class SseResponseException : SseException
{
    internal const int MaxBodyBytes = 4096;

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
        : this(statusCode, headers, contentType, uri, bodyExcerpt, Describe(statusCode, contentType, uri, attempt: null))
    {
    }

    internal SseResponseException(SseResponse response, int attempt, string bodyExcerpt)
        : this(
            response.StatusCode,
            response.Headers,
            response.ContentType,
            response.Uri,
            bodyExcerpt,
            Describe(response.StatusCode, response.ContentType, response.Uri, attempt))
    {
    }

    private SseResponseException(
        int statusCode, IReadOnlyDictionary<string, string>? headers, string? contentType, Uri? uri, string bodyExcerpt, string summary)
        : base(bodyExcerpt.Length > 0 ? $"{summary} Response body: {bodyExcerpt}" : summary)
    {
        Summary = summary;
        StatusCode = statusCode;
        ContentType = contentType;
        Headers = headers ?? ReadOnlyDictionary<string, string>.Empty;
        Uri = uri;
        BodyExcerpt = bodyExcerpt;
    }

    /// <summary>The HTTP status code.</summary>
    public int StatusCode { get; }

    /// <summary>The content type; <see langword="null"/> if there is none.</summary>
    public string? ContentType { get; }

    /// <summary>The response's headers. The client compares their names without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The URL of the response, after redirects; <see langword="null"/> if the transport has none.</summary>
    public Uri? Uri { get; }

    /// <summary>The first 4 KiB of the body, decoded as UTF-8; empty if there is none.</summary>
    public string BodyExcerpt { get; }

    /// <summary>The message without the body, which may repeat secrets of the request.</summary>
    internal string Summary { get; }

    private static string Describe(int statusCode, string? contentType, Uri? uri, int? attempt)
    {
        var message = new StringBuilder(uri is null ? "The transport" : RedactedUri.Describe(uri)).Append(" answered ");
        if (attempt is not null)
        {
            message.Append("attempt ").Append(attempt).Append(' ');
        }

        return message.Append("with ").Append(statusCode switch
        {
            200 => $"content type '{contentType ?? "(none)"}' instead of {SseResponse.EventStream}. "
                + "Check the URL and the server's response.",
            204 => "status 204: the client must not reconnect.",
            >= 300 and <= 399 => $"status {statusCode}, a redirect that is not followed: it has no valid Location, leads from https to "
                + "http, or is one of too many.",
            401 or 403 => $"status {statusCode}. Check the credentials.",
            404 or 410 => $"status {statusCode}. Check the URL.",
            _ => $"status {statusCode} instead of 200.",
        }).ToString();
    }
}
