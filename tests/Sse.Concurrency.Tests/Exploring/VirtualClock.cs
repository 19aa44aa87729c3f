using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Coyote.Runtime;

namespace Sse.Concurrency.Tests;

/// <summary>
/// Virtual time whose timers fire on the thread that moves it, as on a timer's thread: perhaps just after their disposal.
/// </summary>
internal sealed class VirtualClock : IScheduler
{
    private readonly object _gate = new();
    private readonly List<(DateTimeOffset At, Action Run, BooleanDisposable Life)> _timers = [];

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
            _timers.Add((Now + dueTime, () => action(this, state), life));
        }

        return life;
    }

    public void Advance(double seconds)
    {
        lock (_gate)
        {
            Now += TimeSpan.FromSeconds(seconds);
        }

        while (TakeDue(out var timer))
        {
            if (!timer.Life.IsDisposed)
            {
                SchedulingPoint.Interleave();
                timer.Run();
            }
        }
    }

    private bool TakeDue(out (DateTimeOffset At, Action Run, BooleanDisposable Life) timer)
    {
        lock (_gate)
        {
            var index = _timers.FindIndex(t => t.At <= Now);
            timer = index < 0 ? default : _timers[index];
            if (index >= 0)
            {
                _timers.RemoveAt(index);
            }

            return index >= 0;
        }
    }
}
