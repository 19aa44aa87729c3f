using System.Reactive.Concurrency;

namespace Sse.Tests.Shared;

/// <summary>
/// A virtual scheduler whose wall clock a test sets, as an administrator or NTP does. The time that passes is not affected.
/// </summary>
internal sealed class SetClock(VirtualTimeScheduler<long, long> inner) : IScheduler, IServiceProvider, IStopwatchProvider
{
    /// <summary>How far the wall clock was set forward.</summary>
    public TimeSpan Offset { get; set; }

    public DateTimeOffset Now => inner.Now + Offset;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, (_, s) => action(this, s));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime, (_, s) => action(this, s));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime - Offset, (_, s) => action(this, s));

    public object? GetService(Type serviceType) => serviceType == typeof(IStopwatchProvider) ? this : null;

    public IStopwatch StartStopwatch() => inner.StartStopwatch();
}
