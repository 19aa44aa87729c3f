using System.Reactive.Concurrency;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A scheduler whose wall clock can be set while its timers and stopwatches go on, as when a machine's time is set.</summary>
internal sealed class SteppedClock(IScheduler inner) : IScheduler, IServiceProvider
{
    /// <summary>By how much the wall clock was set forward.</summary>
    public TimeSpan Step { get; set; }

    public DateTimeOffset Now => inner.Now + Step;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => inner.Schedule(state, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime - Now, action);

    object? IServiceProvider.GetService(Type serviceType) =>
        serviceType == typeof(IStopwatchProvider) ? inner.AsStopwatchProvider() : null;
}
