using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>
/// A virtual-time scheduler that, like the default one, offers threads to operators that ask for one, and counts how many did.
/// </summary>
internal sealed class ThreadsToGive(IScheduler time) : IScheduler, ISchedulerLongRunning, IServiceProvider
{
    public int Asked { get; private set; }

    public DateTimeOffset Now => time.Now;

    public object? GetService(Type serviceType) => serviceType == typeof(ISchedulerLongRunning) ? this : null;

    public IDisposable ScheduleLongRunning<TState>(TState state, Action<TState, ICancelable> action)
    {
        Asked++;
        return Disposable.Empty;
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        time.Schedule(state, (_, s) => action(this, s));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        time.Schedule(state, dueTime, (_, s) => action(this, s));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        time.Schedule(state, dueTime, (_, s) => action(this, s));
}
