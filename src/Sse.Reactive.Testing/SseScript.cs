using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A server in virtual time that answers attempts to connect as scripted, one after the other, and records them.</summary>
/// <remarks>
/// Use it as the transport of the real client (<see cref="Transport"/>), or as HTTP without a socket for code that takes an
/// <see cref="HttpClient"/> (<see cref="CreateHandler"/>). The client must run on the same virtual time: pass <see cref="Options"/>, or a
/// copy of them made with <c>with</c>.
/// </remarks>
/// <example>
/// <code>
/// var server = new SseScript(new HistoricalScheduler())
///     .Connection("--a-#") // one event, then the connection is reset
///     .Connection("-b|")
///     .Then(204);
/// server.Expect(SseObservable.Connect(server.Transport, server.Options)).ToBe("--a- 3s -b 6s |");
/// </code>
/// </example>
public sealed partial class SseScript : Marbles
{
    private const int MaxAttemptsPerInstant = 1000;

    /// <summary>The client's scheduler, an option of requests that the test has made.</summary>
    private static readonly HttpRequestOptionsKey<IScheduler?> ClientScheduler = new("Sse.Reactive.Scheduler");

    private readonly Queue<ScriptedAnswer> _answers = new();
    private readonly List<SseScriptAttempt> _attempts = [];
    private ScriptedAnswer? _latest;
    private int _scripted;
    private bool _repeatsLatest;
    private string? _failure;

    /// <inheritdoc/>
    /// <summary>
    /// Creates a script on the <c>TestScheduler</c> of Microsoft.Reactive.Testing, or on any other scheduler whose virtual time counts
    /// ticks of 100 ns.
    /// </summary>
    public SseScript(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame = null)
        : base(scheduler, frame)
    {
    }

    /// <inheritdoc/>
    /// <summary>Creates a script on the <see cref="HistoricalScheduler"/> of System.Reactive.</summary>
    public SseScript(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame = null)
        : base(scheduler, frame)
    {
    }

    /// <summary>
    /// The server as a transport. An attempt without a scripted answer fails, and fails the test at the next <c>Run</c> or expectation.
    /// </summary>
    public SseTransport Transport => (attempt, cancellationToken) => AnswerAsync(attempt, new(attempt, Time), cancellationToken);

    /// <summary>The client's default options, with the script's scheduler, and without jitter, so that delays are exact.</summary>
    public SseOptions Options => new() { Scheduler = Scheduler, Jitter = 0 };

    /// <summary>All attempts so far, in order.</summary>
    public IReadOnlyList<SseScriptAttempt> Attempts => _attempts;

    /// <summary>The <c>Last-Event-ID</c> of each attempt so far; empty for an attempt without one.</summary>
    public IReadOnlyList<string> LastEventIds => [.. _attempts.Select(attempt => attempt.LastEventId)];

    /// <summary>
    /// Creates HTTP without a socket: each request is an attempt, and each answer a streamed response with status and headers. The URL and
    /// method are ignored.
    /// </summary>
    /// <returns>A handler for one <see cref="HttpClient"/>.</returns>
    /// <example>
    /// <code>
    /// var server = new SseScript(new HistoricalScheduler()).Connection("--a-b|").Then(204);
    /// using var client = new HttpClient(server.CreateHandler());
    /// var events = SseObservable.Connect("https://example.com/events", server.Options with { HttpClient = client });
    /// server.Expect(events).ToBe("--a-b 3s |");
    /// </code>
    /// </example>
    public HttpMessageHandler CreateHandler() => new ScriptedHttpHandler(this);

    /// <summary>Connects a client, plays virtual time, and returns what was recorded. The subscription stays open.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="client">Creates the client from <see cref="Transport"/>.</param>
    /// <param name="until">How far to play, counted from the creation of this object. Work that is due at that time still runs.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="Exception">
    /// The client made an attempt that has no scripted answer: see <see cref="MarbleAssertionException"/>.
    /// </exception>
    /// <example>
    /// <code>
    /// var server = new SseScript(new HistoricalScheduler()).Connection("-a--").Forever();
    /// var observed = server.Run(transport => SseObservable.Connect(transport, server.Options), until: TimeSpan.FromMinutes(1));
    /// Assert.That(observed.Values, Is.EqualTo(new[] { new SseEvent("a") }));
    /// </code>
    /// </example>
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

    /// <summary>Asserts when attempts were made, and the <c>Last-Event-ID</c> of each.</summary>
    /// <remarks>Virtual time is first played to the end of the string.</remarks>
    /// <param name="marbles">The attempts: each letter is one, in frames from the creation of this object.</param>
    /// <param name="letters">
    /// The <c>Last-Event-ID</c> of each letter: <c>('a', "")</c> for none. If no value is given, letters stand for themselves.
    /// </param>
    /// <exception cref="MarbleSyntaxException">The string is invalid, a letter has no value, or a value is not used.</exception>
    /// <exception cref="Exception">The assertion failed: see <see cref="MarbleAssertionException"/>.</exception>
    public void ExpectAttempts(string marbles, params (char Letter, string LastEventId)[] letters) => ExpectMessages(
        "The attempts are not as expected. Each letter is a Last-Event-ID.",
        marbles,
        letters,
        () => [.. _attempts.Select(a => new ObservedMessage<string>(a.At, System.Reactive.Notification.CreateOnNext(a.LastEventId)))]);

    /// <summary>Asserts how long connections lasted: one marble string per attempt, in order.</summary>
    /// <remarks>Virtual time is first played to the end of the longest string. Frames count from the creation of this object.</remarks>
    /// <param name="connections">
    /// <c>"^---!"</c> is an attempt in frame 0 that ended in frame 4: the client closed it or gave up, or the server refused it. Without
    /// <c>!</c>, it still lasts.
    /// </param>
    /// <exception cref="MarbleSyntaxException">A string is invalid.</exception>
    /// <exception cref="Exception">The assertion failed: see <see cref="MarbleAssertionException"/>.</exception>
    public void ExpectOpen(params string[] connections) =>
        ExpectLifetimes("connection", () => [.. _attempts.Select(attempt => attempt.Lifetime)], connections);

    internal ValueTask<SseResponse> AnswerAsync(
        HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellationToken)
    {
        var attempt = new SseAttempt(_attempts.Count + 1, headers.GetValueOrDefault("Last-Event-ID", ""))
        {
            Scheduler = request is IServiceProvider client ? (IScheduler?)client.GetService(typeof(IScheduler))
                : request.Options.TryGetValue(ClientScheduler, out var scheduler) ? scheduler
                : null,
        };
        var recorded = new SseScriptAttempt(attempt, Time)
        {
            Method = request.Method.Method,
            Uri = request.RequestUri,
            Headers = headers,
            Body = body,
        };
        return AnswerAsync(attempt, recorded, cancellationToken);
    }

    private protected override void Verify()
    {
        if (_failure is { } failure)
        {
            throw TestFailure.Create(failure);
        }
    }

    private ValueTask<SseResponse> AnswerAsync(SseAttempt attempt, SseScriptAttempt recorded, CancellationToken cancellationToken)
    {
        _attempts.Add(recorded);

        // After a failure nothing is answered: a client that retries endlessly, without a delay, would stop virtual time.
        var answer =
            attempt.Scheduler is { } scheduler && RunsInRealTime(scheduler) ? EndOfRealTime(scheduler)
            : _failure is null ? NextAnswer(recorded)
            : ScriptedRefusal.Silence;
        return answer.Play(attempt, recorded, Scheduler, cancellationToken);
    }

    private static bool RunsInRealTime(IScheduler scheduler) => scheduler is
        DefaultScheduler or TaskPoolScheduler or NewThreadScheduler or EventLoopScheduler or SynchronizationContextScheduler;

    /// <summary>The client runs in real time. It gets an answer that ends it, so that the test leaves nothing behind.</summary>
    private ScriptedResponse EndOfRealTime(IScheduler scheduler)
    {
        _failure ??=
            $"The client runs on {scheduler.GetType().Name}, so its delays and timeouts do not happen in the script's virtual time. "
            + "Pass the script's Options to the client, or set SseOptions.Scheduler to its Scheduler.";
        return new(TimeSpan.Zero, [new(TimeSpan.Zero, Symbol.Completion)]) { StatusCode = 204 };
    }

    private ScriptedAnswer NextAnswer(SseScriptAttempt recorded)
    {
        if (_attempts.Count > MaxAttemptsPerInstant && _attempts[^MaxAttemptsPerInstant].At == recorded.At)
        {
            return Fail(
                $"{MaxAttemptsPerInstant} attempts were made at the same instant, after {TimeProgression.Format(recorded.At)}: "
                + "the client reconnects without a delay, so virtual time cannot advance. "
                + "Let its policy wait, or use TestScheduler, on which even a zero delay takes a tick.");
        }

        return _answers.TryDequeue(out var answer) ? answer
            : _repeatsLatest ? _latest!
            : Fail(
                $"The client made attempt {recorded.Number} after {TimeProgression.Format(recorded.At)}, "
                + $"with Last-Event-ID {ValueFormatter.Format(recorded.LastEventId)}, "
                + $"but the script has no answer {_attempts.Count}: its last one is number {_scripted}. "
                + "Add Connection(...) or Then(204), or Silence() if the attempt does not matter.");
    }

    private ScriptedRefusal Fail(string failure)
    {
        _failure = failure;
        return new(new InvalidOperationException(failure), TimeSpan.Zero);
    }
}
