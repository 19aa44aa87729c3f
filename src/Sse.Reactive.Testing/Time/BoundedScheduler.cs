using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A virtual-time scheduler on which work that goes on for ever at one instant is a failure, and does not hang the test.</summary>
internal sealed class BoundedScheduler(IScheduler inner) : IScheduler, IServiceProvider
{
    /// <summary>So much work at one instant means that virtual time stands still.</summary>
    private const int MaxItemsAtOnce = 100_000;

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

    /// <summary>Its stopwatch alone: any other way to schedule would lead around the bound.</summary>
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IStopwatchProvider) ? (inner as IServiceProvider)?.GetService(serviceType) : null;

    private IDisposable Run<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
    {
        if (_instant != inner.Now)
        {
            _instant = inner.Now;
            _items = 0;
        }

        if (++_items > MaxItemsAtOnce)
        {
            _items = 0;
            throw TestFailure.Create(
                $"{MaxItemsAtOnce} pieces of work at one instant, after {TimeStep.Write(_instant - _start)}: something goes on without taking time, such as a Repeat() or "
                + "Retry() of what ends at once, or an Interval of zero, and virtual time stands still. Let it wait, or end it, as with Take(...).");
        }

        return action(this, state);
    }
}
