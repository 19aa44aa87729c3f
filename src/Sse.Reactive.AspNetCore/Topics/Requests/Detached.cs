namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Work of the node that outlives the caller who starts it. It runs without the caller's execution context: an activity or a transaction
/// of one publisher is not that of what follows.
/// </summary>
internal static class Detached
{
    private static readonly ExecutionContext Default = CaptureDefault();

    public static void Start(Func<Task> work) => ExecutionContext.Run(Default, static state => _ = ((Func<Task>)state!)(), work);

    private static ExecutionContext CaptureDefault()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart(); // without the context of the first caller
        thread.Join();
        return context!;
    }
}
