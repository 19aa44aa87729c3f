using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>A token that is cancelled with another one, or when a time on a scheduler has passed.</summary>
/// <remarks>
/// Its source is never disposed of: a timer that fires just as the work is done may still cancel it, which must be harmless. It holds only
/// memory.
/// </remarks>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _link;
    private IDisposable? _clock;

    public Deadline(CancellationToken cancellationToken) =>
        _link = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);

    public CancellationToken Token => _source.Token;

    public bool HasPassed => _source.IsCancellationRequested;

    public void Start(TimeSpan time, IScheduler scheduler) => Start(time, scheduler, static source => source.Cancel());

    /// <summary>Cancels now.</summary>
    public void Pass(Action<CancellationTokenSource> cancel) => cancel(_source);

    /// <param name="time">The time until the cancellation.</param>
    /// <param name="scheduler">The scheduler of the timer.</param>
    /// <param name="cancel">Cancels the source.</param>
    public void Start(TimeSpan time, IScheduler scheduler, Action<CancellationTokenSource> cancel) =>
        _clock = scheduler.Schedule(time, () => cancel(_source));

    public void Dispose()
    {
        _clock?.Dispose();
        _link.Dispose();
    }
}
