namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The threads on which observables are subscribed to. Most calls of <c>Subscribe</c> return soon, and the thread pool is the cheapest
/// place for them. Some deliver all their events before they return, and may never do so: only a few of those at a time may hold threads of
/// the pool, which answers all other requests. The others have threads of their own.
/// </summary>
internal static class SourceThreads
{
    private static readonly int MaxPooled = Environment.ProcessorCount / 2;
    private static int _pooled;

    /// <summary>Runs work on another thread, in the caller's execution context.</summary>
    /// <param name="work">The work. It does not throw.</param>
    public static void Run(Action work)
    {
        if (Interlocked.Increment(ref _pooled) <= MaxPooled)
        {
            _ = Task.Run(() =>
            {
                work();
                Interlocked.Decrement(ref _pooled);
            });
        }
        else
        {
            Interlocked.Decrement(ref _pooled);
            new Thread(static work => ((Action)work!)()) { IsBackground = true, Name = "SSE source" }.Start(work);
        }
    }
}
