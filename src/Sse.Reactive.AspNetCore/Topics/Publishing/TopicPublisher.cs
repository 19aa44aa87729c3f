namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The publishes of one topic on one node. One append is under way at a time; the publishes that arrive meanwhile go with the next one, in
/// one batch. It is in use only while publishes wait.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="topic">The name of the topic.</param>
/// <param name="maxWaiting">How many events of the topic may wait.</param>
/// <param name="limit">How much the events of all topics may take.</param>
/// <param name="onAppended">Called after each append.</param>
/// <param name="onIdle">Called when nothing waits, and nothing more is accepted.</param>
internal sealed class TopicPublisher(
    ISseStore store,
    string topic,
    int maxWaiting,
    WaitingLimit limit,
    Action<string> onAppended,
    Action<TopicPublisher> onIdle)
{
    /// <summary>How many events are appended at once.</summary>
    public const int MaxBatchEvents = 256;

    /// <summary>How much memory they take, in bytes, unless it is a single group.</summary>
    public const long MaxBatchBytes = 2 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<PublishGroup> _waiting = [];
    private int _waitingEvents;
    private bool _isRunning;
    private bool _isRetired;

    public string Topic => topic;

    /// <returns>The IDs of the events; <see langword="null"/> if this publisher is no longer in use.</returns>
    public Task<IReadOnlyList<string>>? TryPublish(PublishGroup group)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_waitingEvents + group.Events.Count > maxWaiting && _waitingEvents > 0)
            {
                return Refused($"{_waitingEvents} publishes to the topic '{topic}' already wait for {store.Name}");
            }

            if (!limit.TryTake(group.Events.Count, group.Bytes))
            {
                return Refused(
                    $"The events of this node that already wait for {store.Name} take {limit.MaxBytes} bytes (MaxWaitingBytes)");
            }

            _waiting.Enqueue(group);
            _waitingEvents += group.Events.Count;
            if (_isRunning)
            {
                return group.Ids;
            }

            _isRunning = true;
        }

        Detached.Start(RunAsync);
        return group.Ids;
    }

    private Task<IReadOnlyList<string>> Refused(string reason) => Task.FromException<IReadOnlyList<string>>(
        new SseStoreException(store.Name, $"{reason}, which does not keep up. Publish more slowly, or await each publish."));

    private async Task RunAsync()
    {
        while (TakeBatch() is { } batch)
        {
            Exception? silence = null;
            try
            {
                silence = await AppendAsync(batch).ConfigureAwait(false);
            }
            catch (ArgumentException) when (batch.Count > 1) // one of them cannot be stored, and none was: the others can
            {
                foreach (var group in batch)
                {
                    if (silence is null)
                    {
                        silence = await AppendAsync([group]).ConfigureAwait(false);
                    }
                    else
                    {
                        group.Fail(silence);
                    }
                }
            }

            Return(batch);
            if (silence is not null)
            {
                var waiting = TakeAll();
                Fail(waiting, silence);
                Return(waiting);
            }
        }

        onIdle(this);
    }

    /// <returns>
    /// The failure, if the store has not answered in time. What waits meanwhile fails with it, and not each batch after a time of its own.
    /// </returns>
    private async Task<Exception?> AppendAsync(List<PublishGroup> batch)
    {
        try
        {
            List<SsePublishedEvent> events = [.. batch.SelectMany(group => group.Events)];
            var ids = await store.AppendAsync(topic, events, CancellationToken.None).ConfigureAwait(false);
            var next = 0;
            foreach (var group in batch)
            {
                group.Succeed([.. ids.Skip(next).Take(group.Events.Count)]);
                next += group.Events.Count;
            }

            onAppended(topic);
            return null;
        }
        catch (Exception error) when (batch.Count == 1 || error is not ArgumentException)
        {
            Fail(batch, error);
            return IsTimeout(error) ? error : null;
        }
    }

    private static bool IsTimeout(Exception? error) => error is TimeoutException || (error is not null && IsTimeout(error.InnerException));

    private static void Fail(List<PublishGroup> groups, Exception error) => groups.ForEach(group => group.Fail(error));

    private void Return(List<PublishGroup> groups) => groups.ForEach(group => limit.Return(group.Events.Count, group.Bytes));

    private List<PublishGroup> TakeAll()
    {
        lock (_gate)
        {
            List<PublishGroup> all = [.. _waiting];
            _waiting.Clear();
            _waitingEvents = 0;
            return all;
        }
    }

    private List<PublishGroup>? TakeBatch()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isRetired = true;
                return null;
            }

            List<PublishGroup> batch = [];
            var (count, bytes) = (0, 0L);
            while (_waiting.TryPeek(out var group)
                && (batch.Count == 0 || (count + group.Events.Count <= MaxBatchEvents && bytes + group.Bytes <= MaxBatchBytes)))
            {
                batch.Add(_waiting.Dequeue());
                count += group.Events.Count;
                bytes += group.Bytes;
            }

            _waitingEvents -= count;
            return batch;
        }
    }
}
