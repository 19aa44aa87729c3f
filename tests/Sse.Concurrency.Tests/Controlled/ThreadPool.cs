using Microsoft.Coyote.Specifications;
using Sse.Concurrency.Tests;

namespace Sse;

/// <summary>In the place of the thread pool, which Coyote does not control: its work items are tasks, which Coyote does.</summary>
internal static class ThreadPool
{
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal) => Queue(item.Execute, preferLocal);

    public static bool UnsafeQueueUserWorkItem<T>(Action<T> action, T state, bool preferLocal) => Queue(() => action(state), preferLocal);

    private static bool Queue(Action work, bool preferLocal)
    {
        Workers.OfSchedule.Run(() =>
        {
            try
            {
                work();
            }
            catch (Exception error) when (error is not ThreadInterruptedException) // which Coyote ends a schedule with
            {
                Specification.Assert(false, $"A work item threw (preferLocal {preferLocal}): {error}");
            }
        });
        return true;
    }
}
