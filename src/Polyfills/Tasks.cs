namespace System.Threading.Tasks;

[Flags]
internal enum ConfigureAwaitOptions
{
    None = 0,
    SuppressThrowing = 2,
}

/// <summary>Tasks that have ended, and waiting for the end alone.</summary>
internal static class Tasks
{
    extension(Task task)
    {
        public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
    }

    extension(ValueTask)
    {
        public static ValueTask<TResult> FromCanceled<TResult>(CancellationToken cancellationToken) => new(Task.FromCanceled<TResult>(cancellationToken));

        public static ValueTask<TResult> FromException<TResult>(Exception error) => new(Task.FromException<TResult>(error));
    }

    /// <summary>The end of a task, however it ends if that is asked for.</summary>
    public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ConfigureAwait(this Task task, ConfigureAwaitOptions options)
    {
        var end = (options & ConfigureAwaitOptions.SuppressThrowing) == 0
            ? task
            : task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return end.ConfigureAwait(continueOnCapturedContext: false);
    }
}
