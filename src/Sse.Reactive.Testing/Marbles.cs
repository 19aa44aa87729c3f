using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>Marble tests in virtual time: observables made from marble strings, and marble strings expected of observables.</summary>
/// <remarks>
/// <para>The grammar is that of RxJS. <c>-</c> one frame passes; a letter or digit is a value, and takes a frame; <c>|</c> completion; <c>#</c> an error;
/// <c>(ab|)</c> all in one frame, though the group takes as many frames as it has characters, parentheses included; <c>10ms</c>, <c>1.5s</c>, <c>2m</c>
/// between spaces: so much time passes; <c>^</c> and <c>!</c> begin and end a subscription or a connection. Other spaces mean nothing.</para>
/// <para>Frames count from the moment this object is made. A frame is a span of time: whatever happens within it is in it, so the tick
/// by which <c>TestScheduler</c> delays what is due at once does not show.</para>
/// <para>For one thread: virtual time runs on the thread that plays it. While it runs, there is no <see cref="SynchronizationContext"/>, which
/// would take continuations elsewhere.</para>
/// </remarks>
public partial class Marbles
{
    /// <summary>Marbles on the <c>TestScheduler</c> of Microsoft.Reactive.Testing, or on any other scheduler whose virtual time counts ticks.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">How long a frame is, from a microsecond. Default: 1 ms.</param>
    public Marbles(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame = null) => Time = VirtualTime.Over(scheduler, frame);

    /// <summary>Marbles on Rx's own <see cref="HistoricalScheduler"/>.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="frame">How long a frame is, from a microsecond. Default: 1 ms.</param>
    public Marbles(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame = null) => Time = VirtualTime.Over(scheduler, frame);

    /// <summary>The scheduler, for the code under test.</summary>
    /// <remarks>It schedules on the one that this object was made on, and fails the test where work goes on for ever at one instant: after 100,000 pieces of it.</remarks>
    public IScheduler Scheduler => Time.Scheduler;

    /// <summary>How long a frame is.</summary>
    public TimeSpan Frame => Time.Frame;

    /// <summary>The virtual time that has passed since this object was made.</summary>
    public TimeSpan Now => Time.Now;

    /// <summary>Subscribes, and records what is observed from now on; <c>Expect(events).ToBe("--a-b--|")</c>.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">What to observe.</param>
    /// <param name="subscription">When to subscribe and to unsubscribe, as in <c>"--^---!"</c>: what comes in the frame of <c>!</c> is not observed any more. Default: at once, and never.</param>
    /// <returns>What is observed. It goes on as long as virtual time is played.</returns>
    /// <exception cref="MarbleSyntaxException"><paramref name="subscription"/> makes no sense.</exception>
    public Observed<T> Expect<T>(IObservable<T> source, string? subscription = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observe<T>(source.Subscribe, subscription);
    }

    /// <summary>Pulls, and records what comes from now on. The next value is asked for as soon as one has come.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">What to pull.</param>
    /// <param name="subscription">When to begin and to cancel, as in <c>"--^---!"</c>: what comes in the frame of <c>!</c> does not count any more. Default: at once, and never.</param>
    /// <returns>What has come. It goes on as long as virtual time is played.</returns>
    /// <exception cref="MarbleSyntaxException"><paramref name="subscription"/> makes no sense.</exception>
    public Observed<T> Expect<T>(IAsyncEnumerable<T> source, string? subscription = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observe<T>(observer => Pull.Subscribe(source, observer), subscription);
    }

    /// <summary>Starts work that is asynchronous, and records its result when it is done.</summary>
    /// <remarks>It stays in virtual time as long as it only waits for what runs there: <see cref="HttpClient"/> on a script, Rx on the scheduler.</remarks>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="work">The work.</param>
    /// <returns>What has come of it: one value and the completion, or the error.</returns>
    public Observed<T> Expect<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Expect(Pull.Result(work));
    }

    /// <summary>Subscribes, plays virtual time, and gives what was observed. The subscription stays.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">What to observe.</param>
    /// <param name="until">How far to play, in virtual time since this object was made; what is due then is played.</param>
    /// <returns>What was observed.</returns>
    public Observed<T> Run<T>(IObservable<T> source, TimeSpan until)
    {
        var observed = Expect(source);
        Run(until);
        return observed;
    }

    /// <inheritdoc cref="Run{T}(IObservable{T}, TimeSpan)"/>
    public Observed<T> Run<T>(IAsyncEnumerable<T> source, TimeSpan until)
    {
        var observed = Expect(source);
        Run(until);
        return observed;
    }

    /// <summary>Plays virtual time.</summary>
    /// <param name="until">How far, in virtual time since this object was made; what is due then is played, and nothing later.</param>
    /// <remarks>
    /// Two exceptions, far below a frame: <c>TestScheduler</c> delays by a tick of 100 ns what is due at once, so there, half a microsecond more is played;
    /// and to play what is due where virtual time is already takes a tick.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is past, by a frame.</exception>
    public void Run(TimeSpan until)
    {
        Time.PlayTo(until);
        Verify();
    }

    internal long CurrentFrame => Time.FrameOf(Now);

    private protected VirtualTime Time { get; }

    /// <summary>Throws if what happened means that the test is not worth going on with.</summary>
    private protected virtual void Verify()
    {
    }

    internal void ExpectMessages<T>(
        string what, string marbles, (char Letter, T Value)[] letters, Func<IReadOnlyList<ObservedMessage<T>>> actual)
    {
        var diagram = Diagram.OfSequence(marbles, Frame);
        var expected = Score.Of(diagram, letters);
        PlayFrames(diagram.Frames);
        Comparison.Assert(what, expected, actual(), Time);
    }

    internal void ExpectSpans(string what, string one, Func<IReadOnlyList<Span>> actual, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var diagrams = expected.Select(marbles => Diagram.OfSubscription(marbles, Frame)).ToList();
        PlayFrames(diagrams.Select(d => d.Frames).DefaultIfEmpty().Max());
        SpanComparison.Assert(what, one, diagrams, actual(), Time);
    }

    internal string Show<T>(IReadOnlyList<ObservedMessage<T>> messages) => Comparison.Show(messages, Time);

    private void PlayFrames(long count)
    {
        Time.PlayFrames(count);
        Verify();
    }

    private Observed<T> Observe<T>(Func<IObserver<T>, IDisposable> subscribe, string? subscription)
    {
        var observed = new Observed<T>(this, subscribe);
        if (subscription is null)
        {
            observed.Subscribe();
            return observed;
        }

        var diagram = Diagram.OfSubscription(subscription, Frame);
        observed.EndFrame = diagram.EndFrame;
        foreach (var mark in diagram.Marks)
        {
            Action act = mark.Sign == Mark.Start ? observed.Subscribe : observed.Unsubscribe;
            var wait = mark.Frame - CurrentFrame;
            if (wait < 0)
            {
                throw new MarbleSyntaxException($"This frame is past: virtual time is at {TimeStep.Write(CurrentFrame * Frame)}.", subscription, mark.Column);
            }

            if (wait == 0)
            {
                act();
            }
            else
            {
                Scheduler.Schedule(wait * Frame, act);
            }
        }

        return observed;
    }
}
