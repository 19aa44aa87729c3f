namespace System.Threading.Tasks;

[Flags]
internal enum ConfigureAwaitOptions
{
    None = 0,
    SuppressThrowing = 2,
}

/// <summary>Completed value tasks, and awaiting without exceptions.</summary>
internal static class Tasks
{
    extension(Task task)
    {
        public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
    }

    extension(ValueTask)
    {
        public static ValueTask<TResult> FromCanceled<TResult>(CancellationToken cancellationToken) =>
            new(Task.FromCanceled<TResult>(cancellationToken));

        public static ValueTask<TResult> FromException<TResult>(Exception error) => new(Task.FromException<TResult>(error));
    }

    /// <summary>Awaits a task; with <see cref="ConfigureAwaitOptions.SuppressThrowing"/>, ignores its exception.</summary>
    public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ConfigureAwait(this Task task, ConfigureAwaitOptions options)
    {
        var end = (options & ConfigureAwaitOptions.SuppressThrowing) == 0
            ? task
            : task.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        return end.ConfigureAwait(continueOnCapturedContext: false);
    }
}
