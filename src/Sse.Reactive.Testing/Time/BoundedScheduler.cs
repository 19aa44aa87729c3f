using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A virtual-time scheduler that fails the test, instead of hanging it, when endless work is scheduled at one instant.</summary>
internal sealed class BoundedScheduler(IScheduler inner) : IScheduler, IServiceProvider
{
    private const int MaxItemsPerInstant = 100_000;

    private readonly DateTimeOffset _start = inner.Now;
    private DateTimeOffset _instant;
    private int _items;

    public DateTimeOffset Now => inner.Now;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule((This: this, state, action), static (_, item) => item.This.Run(item.state, item.action));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule((This: this, state, action), dueTime, static (_, item) => item.This.Run(item.state, item.action));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule((This: this, state, action), dueTime, static (_, item) => item.This.Run(item.state, item.action));

    /// <summary>Provides the inner scheduler's stopwatch only: any other service would schedule work that is not counted.</summary>
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IStopwatchProvider) ? (inner as IServiceProvider)?.GetService(serviceType) : null;

    private IDisposable Run<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
    {
        if (_instant != inner.Now)
        {
            _instant = inner.Now;
            _items = 0;
        }

        if (++_items > MaxItemsPerInstant)
        {
            _items = 0;
            throw TestFailure.Create(
                $"{MaxItemsPerInstant} work items ran at the same instant, after {TimeProgression.Format(_instant - _start)}, "
                + "so virtual time cannot advance. "
                + "Typical causes are Repeat() or Retry() of a source that ends immediately, and Interval(TimeSpan.Zero). "
                + "Add a delay, or end the sequence, for example with Take(...).");
        }

        return action(this, state);
    }
}
