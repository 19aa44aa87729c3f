using System.Collections.ObjectModel;

namespace Sse.Reactive;

/// <summary>What a transport answers an attempt with: the head of a response, and a body to be read.</summary>
/// <remarks>
/// The body is read by one reader at a time. <see cref="Dispose"/> closes the connection; it may come from any thread, after the
/// token of a pending read was cancelled, and more than once; a read that takes no notice of its token has to end then. It runs on the thread that disposes of the subscription, so a transport's
/// streams and owners should close without blocking.
/// </remarks>
public sealed class SseResponse : IDisposable
{
    private readonly IDisposable? _owner;

    /// <summary>Creates a response.</summary>
    /// <param name="body">The body. Disposed of with the response.</param>
    /// <param name="owner">What else to dispose of with the response; before the body.</param>
    public SseResponse(Stream body, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
        _owner = owner;
    }

    /// <summary>The HTTP status. Default: 200.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>Where the response came from, after redirects; <see langword="null"/> if that means nothing here.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The content type, as in the header. Default: <c>text/event-stream</c>.</summary>
    public string? ContentType { get; init; } = EventStream;

    /// <summary>The headers, names without case. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        // An HTTP response's are read where they are, by an object that is not kept: an open connection holds no more than it must.
        get => field ?? (_owner is HttpResponseMessage response ? new ResponseHeaders(response) : ReadOnlyDictionary<string, string>.Empty);
        init;
    }

    /// <summary>Why <see cref="SseAttempt.LastEventId"/> was left out of the request; <see langword="null"/> if it was not.</summary>
    public string? LastEventIdOmittedReason { get; init; }

    /// <summary>The body.</summary>
    public Stream Body { get; }

    internal const string EventStream = "text/event-stream";

    /// <summary>Whether this is an event stream. Spec: status 200, and the content type's essence, whatever its case and parameters.</summary>
    internal bool IsEventStream =>
        StatusCode == 200
        && ContentType is { } type
        && type.AsSpan(0, type.IndexOf(';') is var end and >= 0 ? end : type.Length).Trim().Equals(EventStream, StringComparison.OrdinalIgnoreCase);

    /// <summary>Closes the connection. What the owner or the body throws meanwhile helps nobody, and goes nowhere.</summary>
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
            // The connection is given up: there is nothing left that could fail.
        }
    }
}
