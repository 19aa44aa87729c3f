using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Coyote.Runtime;

namespace Sse.Concurrency.Tests;

/// <summary>
/// Time at its worst: each timer fires on a thread of its own, at any moment after it was set, perhaps just after its disposal.
/// </summary>
/// <param name="longest">Timers that are longer never fire.</param>
/// <param name="timers">How many timers fire, so that a periodic one ends.</param>
internal sealed class RacingClock(double longest = double.MaxValue, int timers = int.MaxValue) : IScheduler
{
    private readonly object _gate = new();
    private int _timers = timers;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var life = new BooleanDisposable();
        lock (_gate)
        {
            if (dueTime.TotalSeconds > longest || _timers-- <= 0)
            {
                return life;
            }
        }

        var due = Now + dueTime;
        Workers.OfSchedule.Run(() =>
        {
            lock (_gate)
            {
                Now = due > Now ? due : Now;
            }

            if (!life.IsDisposed)
            {
                SchedulingPoint.Interleave();
                action(this, state);
            }
        });
        return life;
    }
}
