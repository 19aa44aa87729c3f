namespace Sse;

/// <summary>In the place of a thread: a task, which Coyote controls.</summary>
internal sealed class Thread(Action<object?> work)
{
    private Task _running = Task.CompletedTask;

    public Thread(Action work)
        : this(_ => work())
    {
    }

    public bool IsBackground { get; set; }

    public string? Name { get; set; }

    public void Start(object? argument) => _running = Task.Run(() => work(argument));

    public void UnsafeStart() => work(null);

    public void Join()
    {
        if (!_running.IsCompleted)
        {
            throw new InvalidOperationException("Only work that ran within UnsafeStart is joined here.");
        }
    }
}
