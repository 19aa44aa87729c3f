namespace Sse.Reactive.AspNetCore;

/// <summary>
/// How news of a topic comes to its clients. An event that comes alone is written by its publisher, straight to each response. What comes on its heels, before the thread pool has
/// come round to a work item queued behind it, is swept up there: many events for one flush, where the publisher would have flushed each.
/// </summary>
/// <remarks>One work item for each topic at a time, whatever the number of its clients.</remarks>
internal sealed class BurstCoalescer(SseTopic topic) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Watching = 1;
    private const int News = 2;

    private int _state;

    /// <summary>Brings an event, which is in the log.</summary>
    public void Bring(SseLogEntry entry)
    {
        if (topic.Clients.IsEmpty)
        {
            return;
        }

        if (Interlocked.CompareExchange(ref _state, Watching, Idle) == Idle)
        {
            foreach (var client in topic.Clients)
            {
                client.Notify(entry);
            }
        }
        else if (Interlocked.Exchange(ref _state, News) != Idle)
        {
            return; // whoever watches, or is about to, will see it
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Interlocked.CompareExchange(ref _state, Idle, Watching) != Watching)
        {
            Volatile.Write(ref _state, Watching); // before looking: what is published from now on is news again
            foreach (var client in topic.Clients)
            {
                client.NotifyOfMany();
            }
        }
    }
}
