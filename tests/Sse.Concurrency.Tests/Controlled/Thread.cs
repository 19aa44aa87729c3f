using Sse.Concurrency.Tests;

namespace Sse;

/// <summary>In the place of a thread: a task, which Coyote controls.</summary>
internal sealed class Thread(Action<object?> work)
{
    public Thread(Action work)
        : this(_ => work())
    {
    }

    public bool IsBackground { get; set; }

    public string? Name { get; set; }

    public void Start(object? argument) => Workers.OfSchedule.Run(() => work(argument));

    public void UnsafeStart() => work(null);

    public void Join()
    {
        // after UnsafeStart, which has run the work
    }
}
