using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Tests in virtual time, each with a new scripted server.</summary>
public abstract class VirtualTimeTests
{
    private protected TestScheduler Scheduler { get; private set; } = null!;

    private protected SseScript Server { get; set; } = null!;

    /// <summary>The length of a frame. Delays are seconds, so it is one second.</summary>
    private protected virtual TimeSpan Frame => TimeSpan.FromSeconds(1);

    [SetUp]
    public void StartTime()
    {
        // The test framework's context would send continuations to other threads, past virtual time.
        SynchronizationContext.SetSynchronizationContext(null);
        Scheduler = new();
        Server = new(Scheduler, Frame);
    }

    /// <summary>The times of the attempts, for tests where a diagram is too coarse or too long.</summary>
    private protected IEnumerable<double> Seconds => Server.Attempts.Select(a => a.At.TotalSeconds);

    private protected IObservable<SseEvent> Connect(SseOptions? options = null) =>
        SseObservable.Connect(Server.Transport, options ?? Server.Options);

    private protected IObservable<SseSignal> Signals(SseOptions? options = null) =>
        SseObservable.Signals(Server.Transport, options ?? Server.Options);

    private protected void RunTo(double seconds) => Server.Run(until: TimeSpan.FromSeconds(seconds));

    /// <summary>Connects, and runs virtual time up to a number of seconds.</summary>
    private protected Observed<SseEvent> Run(double until, SseOptions? options = null) =>
        Server.Run(Connect(options), TimeSpan.FromSeconds(until));
}
