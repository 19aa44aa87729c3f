using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>
/// Marble tests in virtual time: creates observables from marble strings, and asserts what observables produce with marble strings.
/// </summary>
/// <remarks>
/// <para>The grammar is that of RxJS. <c>-</c> is one frame; a letter or digit is a value, and takes a frame; <c>|</c> is completion;
/// <c>#</c> is an error; <c>(ab|)</c> is a group in one frame, which takes as many frames as it has characters, parentheses included;
/// <c>10ms</c>, <c>1.5s</c> and <c>2m</c>, with a space on either side, are time progressions; <c>^</c> and <c>!</c> start and end a
/// subscription or a connection. All other spaces are ignored.</para>
/// <para>Frames are counted from the creation of this object. A frame is a span of time, and whatever happens within it belongs to it: the
/// tick by which <c>TestScheduler</c> delays work that is due immediately does not show.</para>
/// <para>Not thread-safe: virtual time runs on the thread that plays it, and without a <see cref="SynchronizationContext"/>, which would
/// move continuations elsewhere. Code under test must use <see cref="Scheduler"/> for everything that takes time.</para>
/// </remarks>
/// <example>
/// <code>
/// var marbles = new Marbles(new HistoricalScheduler(), frame: TimeSpan.FromMilliseconds(10));
/// var events = marbles.Hot("a-b---c|");
/// var throttled = events.Throttle(TimeSpan.FromMilliseconds(30), marbles.Scheduler);
/// marbles.Expect(throttled).ToBe("-----b-(c|)");
/// </code>
/// </example>
public partial class Marbles
{
    /// <summary>
    /// Creates marbles on the <c>TestScheduler</c> of Microsoft.Reactive.Testing, or on any other scheduler whose virtual time counts ticks
    /// of 100 ns.
    /// </summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">The length of a frame, at least 1 µs. Default: 1 ms.</param>
    /// <exception cref="ArgumentException">The scheduler's clock does not count ticks.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frame"/> is too short.</exception>
    public Marbles(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame = null) => Time = VirtualTime.Create(scheduler, frame);

    /// <summary>Creates marbles on the <see cref="HistoricalScheduler"/> of System.Reactive.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">The length of a frame, at least 1 µs. Default: 1 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frame"/> is too short.</exception>
    public Marbles(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame = null) =>
        Time = VirtualTime.Create(scheduler, frame);

    /// <summary>The scheduler for the code under test.</summary>
    /// <remarks>
    /// It wraps the scheduler given to the constructor, and fails the test when more than 100,000 work items run at one instant.
    /// </remarks>
    public IScheduler Scheduler => Time.Scheduler;

    /// <summary>The length of a frame.</summary>
    public TimeSpan Frame => Time.Frame;

    /// <summary>The virtual time that has passed since this object was created.</summary>
    public TimeSpan Now => Time.Now;

    /// <summary>Subscribes to an observable, and records what it produces.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The observable.</param>
    /// <param name="subscription">
    /// When to subscribe and unsubscribe, such as <c>"--^---!"</c>. Notifications in the frame of <c>!</c> are not recorded. Default:
    /// subscribe now, and never unsubscribe.
    /// </param>
    /// <returns>The recording, which continues whenever virtual time is played.</returns>
    /// <remarks>
    /// <c>ToBe</c> plays virtual time. To record two observables from the first frame on, call <c>Expect</c> for both before <c>ToBe</c>.
    /// </remarks>
    /// <exception cref="MarbleSyntaxException"><paramref name="subscription"/> is invalid, or begins in the past.</exception>
    /// <example>
    /// <code>
    /// var source = marbles.Hot("-a-b-c-d-|");
    /// marbles.Expect(source, "  --^---!").ToBe("---b-c---");
    /// </code>
    /// </example>
    public Observed<T> Expect<T>(IObservable<T> source, string? subscription = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observe<T>(source.Subscribe, subscription);
    }

    /// <summary>Enumerates an asynchronous sequence as fast as it produces, and records what it produces.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The sequence.</param>
    /// <param name="subscription">
    /// When to start and cancel the enumeration, such as <c>"--^---!"</c>. Values in the frame of <c>!</c> are not recorded. Default: start
    /// now, and never cancel.
    /// </param>
    /// <returns>The recording, which continues whenever virtual time is played.</returns>
    /// <exception cref="MarbleSyntaxException"><paramref name="subscription"/> is invalid, or begins in the past.</exception>
    public Observed<T> Expect<T>(IAsyncEnumerable<T> source, string? subscription = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observe<T>(observer => AsyncEnumerableReader.Subscribe(source, observer), subscription);
    }

    /// <summary>Starts asynchronous work, and records its result as one value and the completion, or as an error.</summary>
    /// <remarks>
    /// The work stays in virtual time while everything it awaits does: an <see cref="HttpClient"/> on a script, Rx on
    /// <see cref="Scheduler"/>.
    /// </remarks>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="work">The work.</param>
    /// <returns>The recording.</returns>
    public Observed<T> Expect<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Expect(AsyncEnumerableReader.FromTask(work));
    }

    /// <summary>Subscribes to an observable, plays virtual time, and returns what was recorded. The subscription stays open.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The observable.</param>
    /// <param name="until">How far to play, counted from the creation of this object. Work that is due at that time still runs.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> is in the past by at least a frame.</exception>
    public Observed<T> Run<T>(IObservable<T> source, TimeSpan until)
    {
        var observed = Expect(source);
        Run(until);
        return observed;
    }

    /// <summary>
    /// Enumerates an asynchronous sequence, plays virtual time, and returns what was recorded. The enumeration stays open.
    /// </summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The sequence.</param>
    /// <param name="until">How far to play, counted from the creation of this object. Work that is due at that time still runs.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> is in the past by at least a frame.</exception>
    public Observed<T> Run<T>(IAsyncEnumerable<T> source, TimeSpan until)
    {
        var observed = Expect(source);
        Run(until);
        return observed;
    }

    /// <summary>Plays virtual time.</summary>
    /// <param name="until">
    /// How far to play, counted from the creation of this object. Work that is due at that time still runs, later work does not.
    /// </param>
    /// <remarks>
    /// Virtual time may go slightly further, far below a frame. On <c>TestScheduler</c>, which delays work that is due immediately by a
    /// tick of 100 ns, half a microsecond more is played. Elsewhere, playing to the current time takes one tick.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> is in the past by at least a frame.</exception>
    /// <exception cref="InvalidOperationException">Virtual time is already running: this was called from within it.</exception>
    public void Run(TimeSpan until)
    {
        Time.PlayTo(until);
        Verify();
    }

    internal long CurrentFrame => Time.FrameOf(Now);

    private protected VirtualTime Time { get; }

    /// <summary>Throws if something has happened that makes the rest of the test pointless.</summary>
    private protected virtual void Verify()
    {
    }

    internal void ExpectMessages<T>(
        string failure,
        string marbles,
        (char Letter, T Value)[] letters,
        Func<IReadOnlyList<ObservedMessage<T>>> actual,
        Func<int, IEnumerable<string>>? hints = null)
    {
        var diagram = Diagram.ParseSequence(marbles, Frame);
        var expected = Timeline.Create(diagram, letters);
        PlayFrames(diagram.Frames);
        SequenceAssertion.Assert(failure, expected, actual(), Time, hints);
    }

    internal void ExpectLifetimes(string noun, Func<IReadOnlyList<Lifetime>> actual, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var diagrams = expected.Select(marbles => Diagram.ParseLifetime(marbles, Frame)).ToList();
        PlayFrames(diagrams.Select(diagram => diagram.Frames).DefaultIfEmpty().Max());
        LifetimeAssertion.Assert(noun, diagrams, actual(), Time);
    }

    internal string Format<T>(IReadOnlyList<ObservedMessage<T>> messages)
    {
        var legend = new Legend<T>(expected: null);
        var drawn = new DiagramRenderer(Frame, legend.CreateRow(messages, Time));
        var frame = drawn.ShorterFrame is { } shorter ? [$"(a frame is {shorter})"] : Array.Empty<string>();
        return string.Join('\n', drawn.Lines.Concat(frame).Concat(legend.Lines));
    }

    private void PlayFrames(long count)
    {
        Time.PlayFrames(count);
        Verify();
    }

    private Observed<T> Observe<T>(Func<IObserver<T>, IDisposable> subscribe, string? subscription)
    {
        Time.Enter();
        var observed = new Observed<T>(this, subscribe, new(Time, isLate: subscription is null && CurrentFrame > 0));
        observed.Start(subscription is null ? null : Diagram.ParseLifetime(subscription, Frame));
        return observed;
    }
}
