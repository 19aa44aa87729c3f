using System.Collections.ObjectModel;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>
/// What a scripted server has recorded about one attempt to connect. All times are virtual, counted from the creation of the script.
/// </summary>
public sealed class SseScriptAttempt
{
    private readonly VirtualTime _time;

    internal SseScriptAttempt(SseAttempt attempt, VirtualTime time)
    {
        _time = time;
        Lifetime = new(time.Now);
        Number = attempt.Number;
        LastEventId = attempt.LastEventId;
        Previous = attempt.Previous;
    }

    /// <summary>The number of the attempt within its subscription, from 1. Over HTTP, the number of the request to the script.</summary>
    public int Number { get; }

    /// <summary>The ID that the client asked to resume after; empty if there was none.</summary>
    public string LastEventId { get; }

    /// <summary>The error that ended the previous attempt; <see langword="null"/> for the first attempt, and over HTTP.</summary>
    public Exception? Previous { get; }

    /// <summary>
    /// The headers of the request, with case-insensitive names; several values are joined by <c>", "</c>. Empty unless the attempt came
    /// over HTTP.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; internal init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The method of the request; empty unless the attempt came over HTTP.</summary>
    public string Method { get; internal init; } = "";

    /// <summary>The URL of the request; <see langword="null"/> unless the attempt came over HTTP.</summary>
    public Uri? Uri { get; internal init; }

    /// <summary>The body of the request as text; empty if there was none.</summary>
    public string Body { get; internal init; } = "";

    /// <summary>When the attempt was made.</summary>
    public TimeSpan At => Lifetime.Begin;

    /// <summary>When the response started; <see langword="null"/> if there is no response yet.</summary>
    public TimeSpan? OpenedAt { get; private set; }

    /// <summary>
    /// When the attempt ended: the client closed it or gave up, or the server refused it. <see langword="null"/> while it lasts.
    /// </summary>
    public TimeSpan? ClosedAt => Lifetime.End;

    /// <summary>How many bytes were sent that the client has not read yet.</summary>
    public int UnreadBytes => ResponseBody?.UnreadBytes ?? 0;

    internal Lifetime Lifetime { get; }

    private ScriptedBody? ResponseBody { get; set; }

    internal ScriptedBody Open()
    {
        OpenedAt = _time.Now;
        return ResponseBody = new(Close);
    }

    /// <summary>Wraps the response of another transport, so that its closing is recorded.</summary>
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

    internal void Close() => Lifetime.Close(_time.Now);
}
