using System.Collections.ObjectModel;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>What a scripted server has recorded of one attempt to connect.</summary>
public sealed class SseScriptAttempt
{
    private readonly VirtualTime _time;
    private readonly Span _span;

    internal SseScriptAttempt(SseAttempt attempt, VirtualTime time)
    {
        _time = time;
        _span = new(time.Now);
        Number = attempt.Number;
        LastEventId = attempt.LastEventId;
        Previous = attempt.Previous;
    }

    /// <summary>Which attempt of its subscription this was; the first is 1. Over HTTP, which request to the script.</summary>
    public int Number { get; }

    /// <summary>What the client asked to resume after; empty if it did not.</summary>
    public string LastEventId { get; }

    /// <summary>How the client's previous attempt ended; <see langword="null"/> for its first, and over HTTP.</summary>
    public Exception? Previous { get; }

    /// <summary>The request's headers, names without case, several values joined by <c>", "</c>. Over HTTP only: else there is no request, and this is empty.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; internal init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The request's method; empty if the attempt did not come over HTTP.</summary>
    public string Method { get; internal init; } = "";

    /// <summary>The request's URL; <see langword="null"/> if the attempt did not come over HTTP.</summary>
    public Uri? Uri { get; internal init; }

    /// <summary>The request's body, read as text; empty if there was none.</summary>
    public string Body { get; internal init; } = "";

    /// <summary>When it was made.</summary>
    public TimeSpan At => _span.From;

    /// <summary>When it was answered with a response; <see langword="null"/> as long as it is not.</summary>
    public TimeSpan? OpenedAt { get; private set; }

    /// <summary>When it was over: closed or given up by the client, or refused. <see langword="null"/> as long as it is not.</summary>
    public TimeSpan? ClosedAt => _span.To;

    /// <summary>How many bytes were sent that the client has not read yet.</summary>
    public int UnreadBytes => Response?.Unread ?? 0;

    internal Span Span => _span;

    private ScriptBody? Response { get; set; }

    internal ScriptBody Open()
    {
        OpenedAt = _time.Now;
        return Response = new(Close);
    }

    /// <summary>The response of another transport, its closing recorded.</summary>
    internal SseResponse Open(SseResponse other)
    {
        OpenedAt = _time.Now;
        return new(other.Body, new CompositeDisposable(Disposable.Create(Close), other))
        {
            StatusCode = other.StatusCode,
            Uri = other.Uri,
            ContentType = other.ContentType,
            Headers = other.Headers,
            LastEventIdOmittedReason = other.LastEventIdOmittedReason,
        };
    }

    internal void Close() => _span.End(_time.Now);
}
