using System.Text;

namespace Sse.Reactive;

/// <summary>The server answered, but not with an event stream: the response is in here.</summary>
public sealed class SseResponseException : Exception
{
    internal const int MaxBodyBytes = 4096;

    internal SseResponseException(SseResponse response, int attempt, string body)
        : this(response, Describe(response, attempt), body)
    {
    }

    private SseResponseException(SseResponse response, string summary, string body)
        : base(body.Length > 0 ? $"{summary} It says: {body}" : summary)
    {
        Summary = summary;
        StatusCode = response.StatusCode;
        ContentType = response.ContentType;
        Headers = response.Headers;
        Uri = response.Uri;
        BodyExcerpt = body;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The content type; <see langword="null"/> if there was none.</summary>
    public string? ContentType { get; }

    /// <summary>The response's headers, names without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Where the response came from, after redirects.</summary>
    public Uri? Uri { get; }

    /// <summary>The first 4 KiB of the body, read as UTF-8; empty if there was none.</summary>
    public string BodyExcerpt { get; }

    /// <summary>The message without the body.</summary>
    internal string Summary { get; }

    private static string Describe(SseResponse response, int attempt)
    {
        var message = new StringBuilder();
        message.Append(response.Uri is null ? "The transport" : RedactedUri.Describe(response.Uri));
        message.Append(" answered attempt ").Append(attempt).Append(" with ");
        message.Append(response switch
        {
            { StatusCode: 200 } => $"content type '{response.ContentType ?? "(none)"}' where {SseResponse.EventStream} is wanted. Check the URL and what the server sends there.",
            { StatusCode: 204 } => "status 204: it wants no further connection.",
            { StatusCode: >= 300 and <= 399 } => $"status {response.StatusCode}: a redirect that leads nowhere, from https to http, or one too many.",
            { StatusCode: 401 or 403 } => $"status {response.StatusCode}. Check the credentials.",
            { StatusCode: 404 or 410 } => $"status {response.StatusCode}. Check the URL.",
            _ => $"status {response.StatusCode} where 200 is wanted.",
        });
        return message.ToString();
    }
}
