using System.Text;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Plays connections one after the other in virtual time, and records each attempt.</summary>
internal sealed class ScriptedServer(TestScheduler scheduler)
{
    private readonly Queue<Func<ScriptedAttempt, CancellationToken, ValueTask<SseResponse>>> _script = new();
    private Func<ScriptedAttempt, CancellationToken, ValueTask<SseResponse>>? _rest;

    public List<ScriptedAttempt> Attempts { get; } = [];

    public IEnumerable<string> LastEventIds => Attempts.Select(a => a.LastEventId);

    public IEnumerable<double> Seconds => Attempts.Select(a => a.At.TotalSeconds);

    public SseTransport Transport => Open;

    /// <summary>A connection that plays acts at times counted from its opening, then stays silent.</summary>
    public ScriptedServer Connection(params Act[] acts) => Next((attempt, token) => new(Play(attempt, acts, token)));

    public ScriptedServer Status(int status, string? contentType = "text/event-stream", string body = "", IReadOnlyDictionary<string, string>? headers = null) =>
        Next((attempt, _) => new(new SseResponse(new MemoryStream(Encoding.UTF8.GetBytes(body)), attempt)
        {
            Status = status,
            ContentType = contentType,
            Uri = new("https://user:secret@example.test/path?token=secret"),
            Headers = headers ?? new Dictionary<string, string>(),
        }));

    public ScriptedServer Refuse(Exception? cause = null) =>
        Next((_, _) => ValueTask.FromException<SseResponse>(cause ?? new HttpRequestException("refused")));

    /// <summary>A response that comes after a while, whether anyone still waits or not.</summary>
    public ScriptedServer Late(TimeSpan after, params Act[] acts) => Next((attempt, token) =>
    {
        var open = new Pending<SseResponse>();
        scheduler.Schedule(after, () => open.Complete(Play(attempt, acts, token)));
        return open.Task;
    });

    /// <summary>An attempt that gets no answer until it is cancelled.</summary>
    public ScriptedServer Silence() => Next((_, token) =>
    {
        var open = new Pending<SseResponse>();
        token.Register(() => open.Fail(new OperationCanceledException(token)));
        return open.Task;
    });

    public ScriptedServer Answer(Func<SseResponse> respond) => Next((_, _) => new(respond()));

    /// <summary>Repeats the last entry for ever.</summary>
    public ScriptedServer Forever()
    {
        _rest = _script.Last();
        return this;
    }

    private ScriptedServer Next(Func<ScriptedAttempt, CancellationToken, ValueTask<SseResponse>> open)
    {
        _script.Enqueue(open);
        return this;
    }

    private ValueTask<SseResponse> Open(SseAttempt attempt, CancellationToken cancellationToken)
    {
        var recorded = new ScriptedAttempt(attempt, scheduler);
        Attempts.Add(recorded);
        return _script.TryDequeue(out var open) || (open = _rest) is not null
            ? open(recorded, cancellationToken)
            : throw new InvalidOperationException($"The script has no connection {attempt.Number}.");
    }

    private SseResponse Play(ScriptedAttempt attempt, Act[] acts, CancellationToken _)
    {
        var body = new ScriptedBody();
        attempt.Body = body;
        foreach (var act in acts)
        {
            if (act.At == TimeSpan.Zero)
            {
                act.Do(body);
            }
            else
            {
                scheduler.Schedule(act.At, () => act.Do(body));
            }
        }

        return new(body, attempt) { Uri = new("https://example.test/stream") };
    }
}

/// <summary>What a scripted connection does, and when, counted from its opening.</summary>
internal sealed record Act(TimeSpan At, Action<ScriptedBody> Do)
{
    public static Act Send(string text, int atMs = 0) => new(TimeSpan.FromMilliseconds(atMs), body => body.Send(Encoding.UTF8.GetBytes(text)));

    public static Act End(int atMs = 0) => new(TimeSpan.FromMilliseconds(atMs), body => body.End());

    public static Act Reset(int atMs = 0) => new(TimeSpan.FromMilliseconds(atMs), body => body.Reset(new IOException("connection reset")));
}

/// <summary>One recorded attempt; disposed of when the client closes its response.</summary>
internal sealed class ScriptedAttempt(SseAttempt attempt, TestScheduler scheduler) : IDisposable
{
    public SseAttempt Attempt { get; } = attempt;

    public string LastEventId => Attempt.LastEventId;

    public TimeSpan At { get; } = TimeSpan.FromTicks(scheduler.Clock);

    public TimeSpan? ClosedAt { get; private set; }

    public ScriptedBody? Body { get; set; }

    public void Dispose() => ClosedAt ??= TimeSpan.FromTicks(scheduler.Clock);
}
