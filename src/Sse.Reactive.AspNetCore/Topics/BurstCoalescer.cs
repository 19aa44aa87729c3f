namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Decides which thread writes a topic's events to its clients. The publisher of an event writes it straight to each response, and then
/// queues a work item. Events published before that item runs are written by it: many events with one flush, instead of one flush each.
/// </summary>
/// <remarks>There is at most one work item for each topic at a time, whatever the number of clients.</remarks>
internal sealed class BurstCoalescer(SseTopic topic) : IThreadPoolWorkItem
{
    private const int Idle = 0; // no work item is queued
    private const int Waiting = 1; // the work item is queued, and nothing was published since
    private const int Pending = 2; // the work item has events to deliver

    private int _state;

    /// <summary>Delivers an event that was appended to the history.</summary>
    public void Publish(SseHistoryEntry entry)
    {
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            foreach (var client in topic.Clients)
            {
                client.Notify(entry);
            }
        }
        else if (Interlocked.Exchange(ref _state, Pending) != Idle)
        {
            return; // the work item is queued, or its publisher is about to queue it
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Interlocked.CompareExchange(ref _state, Idle, Waiting) != Waiting)
        {
            Volatile.Write(ref _state, Waiting); // before reading the history: what is published from now on is pending again
            foreach (var client in topic.Clients)
            {
                client.Notify(null);
            }
        }
    }
}
