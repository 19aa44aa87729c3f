using System.Reactive.Concurrency;
using static Sse.Reactive.Testing.ScriptedAnswer;

namespace Sse.Reactive.Testing;

/// <summary>A server in virtual time that answers one attempt after the other as its script says, and records them.</summary>
/// <remarks>
/// It is a transport for the real client (<see cref="Transport"/>), or HTTP without a socket for code that takes an <see cref="HttpClient"/>
/// (<see cref="CreateHandler"/>). Its time is the scheduler's: give the client <see cref="Options"/>, or a <c>with</c> of them.
/// </remarks>
public sealed partial class SseScript : Marbles
{
    /// <summary>So many attempts at one instant mean that virtual time stands still.</summary>
    private const int MaxAttemptsAtOnce = 1000;

    private readonly Queue<ScriptedAnswer> _answers = new();
    private readonly List<SseScriptAttempt> _attempts = [];
    private ScriptedAnswer? _latest;
    private int _scripted;
    private bool _repeatsLatest;
    private string? _failure;

    /// <summary>A script on the <c>TestScheduler</c> of Microsoft.Reactive.Testing, or on any other scheduler whose virtual time counts ticks.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">How long a frame is, from a microsecond. Default: 1 ms.</param>
    public SseScript(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame = null)
        : base(scheduler, frame)
    {
    }

    /// <summary>A script on Rx's own <see cref="HistoricalScheduler"/>.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">How long a frame is, from a microsecond. Default: 1 ms.</param>
    public SseScript(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame = null)
        : base(scheduler, frame)
    {
    }

    /// <summary>The script as a transport. An attempt for which it has no answer fails, and so does the test at the next <c>Run</c> or expectation.</summary>
    public SseTransport Transport => (attempt, cancellationToken) => Answer(attempt, new(attempt, Time), cancellationToken);

    /// <summary>Options with the script's scheduler and no jitter, so that waits are exact; else the defaults.</summary>
    public SseOptions Options => new() { Scheduler = Scheduler, Jitter = 0 };

    /// <summary>The attempts so far, in order.</summary>
    public IReadOnlyList<SseScriptAttempt> Attempts => _attempts;

    /// <summary>The <c>Last-Event-ID</c> of each attempt so far; empty where there was none.</summary>
    public IReadOnlyList<string> LastEventIds => [.. _attempts.Select(a => a.LastEventId)];

    /// <summary>The script as HTTP without a socket: each request is an attempt. Status, headers and streaming are HTTP's; URL and method do not matter.</summary>
    /// <returns>A handler for one <see cref="HttpClient"/>.</returns>
    public HttpMessageHandler CreateHandler() => new ScriptHandler(this);

    /// <summary>Connects, plays virtual time, and gives what was observed. The subscription stays.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="client">Makes the client from <see cref="Transport"/>.</param>
    /// <param name="until">How far to play, in virtual time since this object was made; what is due then is played.</param>
    /// <returns>What was observed.</returns>
    public Observed<T> Run<T>(Func<SseTransport, IObservable<T>> client, TimeSpan until)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Run(client(Transport), until);
    }

    /// <inheritdoc cref="Run{T}(Func{SseTransport, IObservable{T}}, TimeSpan)"/>
    public Observed<T> Run<T>(Func<SseTransport, IAsyncEnumerable<T>> client, TimeSpan until)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Run(client(Transport), until);
    }

    /// <summary>Asserts when the attempts were made, and what they resumed after.</summary>
    /// <param name="marbles">Each letter is an attempt, in frames from where virtual time began. Virtual time is first played as far as the string reaches.</param>
    /// <param name="letters">The <c>Last-Event-ID</c> of each: <c>('a', "")</c> for none. If none is given, letters stand for themselves.</param>
    /// <exception cref="MarbleSyntaxException">The string makes no sense, a letter has no value, or a value is never used.</exception>
    public void ExpectAttempts(string marbles, params (char Letter, string LastEventId)[] letters) =>
        ExpectMessages(
            "The attempts (a letter is a Last-Event-ID) are", marbles, letters,
            () => [.. _attempts.Select(a => new ObservedMessage<string>(a.At, System.Reactive.Notification.CreateOnNext(a.LastEventId)))]);

    /// <summary>Asserts how long the connections lasted, one marble string for each attempt, in their order.</summary>
    /// <param name="connections">
    /// <c>"^---!"</c>: asked for in frame 0, over in frame 4: closed or given up by the client, or refused. Without <c>!</c>, it lasts still. Frames
    /// count from where virtual time began. Virtual time is first played as far as they reach.
    /// </param>
    /// <exception cref="MarbleSyntaxException">A string makes no sense.</exception>
    public void ExpectOpen(params string[] connections) => ExpectSpans("The connections are", "connection", () => [.. _attempts.Select(a => a.Span)], connections);

    internal ValueTask<SseResponse> AnswerAsync(HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellationToken)
    {
        var attempt = new SseAttempt(_attempts.Count + 1, headers.GetValueOrDefault("Last-Event-ID", ""));
        var recorded = new SseScriptAttempt(attempt, Time) { Method = request.Method.Method, Uri = request.RequestUri, Headers = headers, Body = body };
        return Answer(attempt, recorded, cancellationToken);
    }

    private protected override void Verify()
    {
        if (_failure is { } failure)
        {
            throw TestFailure.Create(failure);
        }
    }

    private ValueTask<SseResponse> Answer(SseAttempt attempt, SseScriptAttempt recorded, CancellationToken cancellationToken)
    {
        _attempts.Add(recorded);

        // After a failure, a client that would try on for ever, and in no time, is stopped by having to wait.
        var answer = _failure is null ? Next(recorded) : None.AtAll;
        return answer.Play(attempt, recorded, Scheduler, cancellationToken);
    }

    private ScriptedAnswer Next(SseScriptAttempt recorded)
    {
        if (_attempts.Count > MaxAttemptsAtOnce && _attempts[^MaxAttemptsAtOnce].At == recorded.At)
        {
            return Fail(
                $"{MaxAttemptsAtOnce} attempts in no time, after {TimeStep.Write(recorded.At)}: the client reconnects at once, and virtual time stands still. "
                + "Let its policy wait, or use TestScheduler, on which even no wait takes a tick.");
        }

        return _answers.TryDequeue(out var answer) ? answer
            : _repeatsLatest ? _latest!
            : Fail(
                $"The client made attempt {recorded.Number} after {TimeStep.Write(recorded.At)}, with Last-Event-ID {ValueText.Of(recorded.LastEventId)}, but the script has no "
                + $"connection {_attempts.Count}: it ends with number {_scripted}. Add Connection(...) or Then(204), or Silence() if it does not matter.");
    }

    private None Fail(string failure)
    {
        _failure = failure;
        return new(new InvalidOperationException(failure), TimeSpan.Zero);
    }
}
