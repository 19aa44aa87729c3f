namespace Sse.Concurrency.Tests;

/// <summary>
/// Threads whose end a scenario awaits. Coyote ends the threads that still run when a scenario completes, by an exception, which a
/// continuation must not see.
/// </summary>
internal sealed class Workers
{
    /// <summary>The threads of this schedule that no scenario has started itself: work items and timers.</summary>
    public static Workers OfSchedule { get; private set; } = new();

    /// <summary>Begins a schedule.</summary>
    public static void Begin() => OfSchedule = new();

    private readonly List<Task> _tasks = [];

    public void Run(Action work) => _tasks.Add(Task.Run(work));

    public async Task WhenIdleAsync()
    {
        while (_tasks.Find(task => !task.IsCompleted) is { } task)
        {
            await task;
        }
    }
}
