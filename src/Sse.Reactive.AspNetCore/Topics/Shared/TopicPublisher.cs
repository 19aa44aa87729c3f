namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The publishes of one topic on one node. One append is under way at a time; the publishes that arrive meanwhile go with the next one, in
/// one batch. It is in use only while publishes wait.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="topic">The name of the topic.</param>
/// <param name="maxWaiting">How many publishes may wait.</param>
/// <param name="onAppended">Called after each append.</param>
/// <param name="onIdle">Called when nothing waits, and nothing more is accepted.</param>
internal sealed class TopicPublisher(
    ISseStore store, string topic, int maxWaiting, Action<string> onAppended, Action<TopicPublisher> onIdle)
{
    private const int MaxBatchEvents = 256;
    private const int MaxBatchChars = 1024 * 1024;

    private readonly Lock _gate = new();
    private List<Waiting> _waiting = [];
    private bool _isRunning;
    private bool _isRetired;

    public string Topic => topic;

    /// <returns>The event's ID; <see langword="null"/> if this publisher is no longer in use.</returns>
    public Task<string>? TryPublish(SsePublishedEvent value)
    {
        var waiting = new Waiting(value, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_waiting.Count >= maxWaiting)
            {
                return Task.FromException<string>(new SseStoreException(
                    store.Name,
                    $"{maxWaiting} publishes to the topic '{topic}' already wait for {store.Name}, which does not keep up. "
                        + "Publish more slowly, or await each publish."));
            }

            _waiting.Add(waiting);
            if (_isRunning)
            {
                return waiting.Id.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return waiting.Id.Task;
    }

    private async Task RunAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                await AppendAsync(batch).ConfigureAwait(false);
            }
            catch (ArgumentException) when (batch.Count > 1) // one of them cannot be stored, and none was: the others can
            {
                foreach (var single in batch)
                {
                    await AppendAsync([single], isLast: true).ConfigureAwait(false);
                }
            }
        }

        onIdle(this);
    }

    private async Task AppendAsync(List<Waiting> batch, bool isLast = false)
    {
        try
        {
            var ids = await store.AppendAsync(topic, [.. batch.Select(w => w.Value)], CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Id.SetResult(ids[i]);
            }

            onAppended(topic);
        }
        catch (Exception error) when (isLast || batch.Count == 1 || error is not ArgumentException)
        {
            foreach (var waiting in batch)
            {
                waiting.Id.TrySetException(error);
            }
        }
    }

    private List<Waiting>? TakeBatch()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isRetired = true;
                return null;
            }

            var (count, chars) = (0, 0L);
            while (count < _waiting.Count && count < MaxBatchEvents && (count == 0 || chars < MaxBatchChars))
            {
                chars += _waiting[count++].Value.Value.Data.Length;
            }

            var batch = _waiting;
            if (count == batch.Count)
            {
                _waiting = [];
            }
            else
            {
                batch = _waiting[..count];
                _waiting = _waiting[count..];
            }

            return batch;
        }
    }

    private sealed record Waiting(SsePublishedEvent Value, TaskCompletionSource<string> Id);
}
