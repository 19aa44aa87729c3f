using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// <see cref="SseOptions.Scheduler"/> as a subscription uses it: a restart ends its waits, and an error says that it was disposed of.
/// </summary>
internal sealed class SubscriptionScheduler : IScheduler
{
    private const string Name = $"{nameof(SseOptions)}.{nameof(SseOptions.Scheduler)}";

    private static readonly ConditionalWeakTable<IScheduler, SubscriptionScheduler> WithoutRestarts = new();

    private readonly IScheduler _scheduler;
    private readonly Restarts? _restarts;

    private SubscriptionScheduler(IScheduler scheduler, Restarts? restarts)
    {
        _scheduler = scheduler;
        _restarts = restarts;
    }

    public DateTimeOffset Now => _scheduler.Now;

    /// <remarks>Without restarts, all subscriptions on a scheduler share one, so that an idle subscription does not hold its own.</remarks>
    public static SubscriptionScheduler For(IScheduler scheduler, Restarts? restarts) => restarts is null
        ? WithoutRestarts.GetValue(scheduler, static scheduler => new(scheduler, null))
        : new(scheduler, restarts);

    /// <summary>Whether an error is that of a scheduler that was disposed of.</summary>
    public static bool IsDisposed(Exception error) => error is ObjectDisposedException { ObjectName: Name };

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Guarded(() => _scheduler.Schedule(state, action));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (_restarts is null)
        {
            return Guarded(() => _scheduler.Schedule(state, dueTime, action));
        }

        var timer = new SingleAssignmentDisposable();
        var running = new SingleAssignmentDisposable();
        var context = ExecutionContext.Capture();
        var isDue = 0;

        // Registered before the timer, which may fire at once and begin the next wait.
        IDisposable? waiting = null;
        waiting = _restarts.Waiting(RunInContext);
        timer.Disposable = Guarded(() => _scheduler.Schedule(dueTime, Run));
        return StableCompositeDisposable.Create(waiting, timer, running);

        void RunInContext()
        {
            if (context is null)
            {
                Run();
            }
            else
            {
                ExecutionContext.Run(context, static run => ((Action)run!)(), (Action)Run);
            }
        }

        void Run()
        {
            if (Interlocked.Exchange(ref isDue, 1) == 0)
            {
                waiting?.Dispose();
                timer.Dispose();
                running.Disposable = action(_scheduler, state);
            }
        }
    }

    private static IDisposable Guarded(Func<IDisposable> schedule)
    {
        try
        {
            return schedule();
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(
                Name,
                $"{Name} was disposed of while a subscription was using it. Dispose of the subscription first, then of the scheduler.");
        }
    }
}
