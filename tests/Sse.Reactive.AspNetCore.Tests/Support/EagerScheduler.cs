using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A scheduler whose short timers fire before the call that sets them returns, as a timer on another thread may.</summary>
internal sealed class EagerScheduler(IScheduler inner) : IScheduler
{
    private TimeSpan _ahead;

    public DateTimeOffset Now => inner.Now + _ahead;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, (_, s) => action(this, s));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (dueTime > TimeSpan.FromMilliseconds(1))
        {
            return inner.Schedule(state, dueTime, (_, s) => action(this, s));
        }

        _ahead += dueTime;
        return action(this, state);
    }
}
