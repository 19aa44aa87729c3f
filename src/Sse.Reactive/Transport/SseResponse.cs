using System.Collections.ObjectModel;

namespace Sse.Reactive;

/// <summary>A transport's response to an attempt: the status, the headers, and the body.</summary>
/// <remarks>
/// The client reads the body with one read at a time. <see cref="Dispose"/> closes the connection. The client calls it on any thread,
/// possibly more than once, after it has cancelled the token of a pending read. A read that ignores cancellation must end then. It also
/// runs inside the subscription's <c>Dispose</c>, so the body and the owner should close without blocking.
/// </remarks>
/// <example>
/// <code>
/// SseTransport transport = async (attempt, cancellation) => new SseResponse(await OpenPipeAsync(attempt.LastEventId, cancellation));
/// </code>
/// </example>
public sealed class SseResponse : IDisposable
{
    private readonly IDisposable? _owner;

    /// <summary>Creates a response.</summary>
    /// <param name="body">The body. It is disposed with the response.</param>
    /// <param name="owner">Another object to dispose with the response, before the body.</param>
    public SseResponse(Stream body, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
        _owner = owner;
    }

    /// <summary>The HTTP status code. Default: 200.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>The URL of the response, after redirects. Default: <see langword="null"/> (none).</summary>
    public Uri? Uri { get; init; }

    /// <summary>The value of the <c>Content-Type</c> header. Default: <c>text/event-stream</c>.</summary>
    public string? ContentType { get; init; } = EventStream;

    /// <summary>The headers, with names that are compared without case. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        // Those of an HTTP response are read from it, by an object that is not kept, so that an open connection uses little memory.
        get => field ?? (_owner is HttpResponseMessage response ? new ResponseHeaders(response) : ReadOnlyDictionary<string, string>.Empty);
        init;
    }

    /// <summary>
    /// Why the request was sent without <see cref="SseAttempt.LastEventId"/>. Default: <see langword="null"/> (it was not omitted).
    /// </summary>
    public string? LastEventIdOmittedReason { get; init; }

    /// <summary>The body.</summary>
    public Stream Body { get; }

    internal const string EventStream = "text/event-stream";

    /// <summary>The credentials that were not sent after a redirect to another origin, if any.</summary>
    internal string? OmittedHeaders { get; init; }

    /// <summary>Whether this is a redirect that was not followed because it is one of too many.</summary>
    internal bool HasReachedRedirectLimit { get; init; }

    /// <summary>Whether this is the response to a GET, for which the standard accepts status 200 alone.</summary>
    internal bool AnswersGet { get; init; } = true;

    /// <summary>Whether this is an event stream.</summary>
    /// <param name="acceptsAnyContentType">Whether the content type is ignored.</param>
    /// <returns>Why it is not; <see langword="null"/> if it is.</returns>
    internal SseDisconnectReason? ReasonToRefuse(bool acceptsAnyContentType = false) =>
        !HasStatusOfStream ? SseDisconnectReason.Status
        : !acceptsAnyContentType && !HasContentTypeOfStream
            ? StatusCode == 200 ? SseDisconnectReason.ContentType : SseDisconnectReason.Status
        : ContentCoding.NotDecoded(Headers) is not null ? SseDisconnectReason.ContentEncoding
        : null;

    /// <summary>Spec 9.2.3: status 200. <c>[beyond spec]</c> For another method than GET, any that announces a body.</summary>
    private bool HasStatusOfStream => StatusCode == 200 || (!AnswersGet && StatusCode is (> 200 and <= 299) and not (204 or 205));

    /// <summary>Spec 9.2.3: the MIME type in any case, with any parameters.</summary>
    private bool HasContentTypeOfStream =>
        ContentType is EventStream || EventStream.Equals(MimeType.Extract(ContentType), StringComparison.OrdinalIgnoreCase);

    /// <summary>Closes the connection. Exceptions of the owner and the body are ignored.</summary>
    public void Dispose()
    {
        Close(_owner);
        Close(Body);
    }

    private static void Close(IDisposable? resource)
    {
        try
        {
            resource?.Dispose();
        }
        catch (Exception)
        {
            // The connection is closed anyway.
        }
    }
}
