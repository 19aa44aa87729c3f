using System.Reactive.Concurrency;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A scheduler that runs actions without a due time within <c>Schedule</c>, and leaves the others to another scheduler.</summary>
internal sealed class InlineScheduler(IScheduler inner) : IScheduler
{
    public DateTimeOffset Now => inner.Now;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => action(this, state);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        inner.Schedule(state, dueTime, action);
}
