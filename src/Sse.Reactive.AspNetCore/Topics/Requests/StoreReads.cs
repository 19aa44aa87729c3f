using System.Collections.Concurrent;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Reads pages for subscribers that are behind the ring of their topic. Those at the same position share one read and its encoded events.
/// The number of concurrent reads is limited.
/// </summary>
internal sealed class StoreReads(ISseStore store, SseSharedTopicsOptions options, StoreTrouble trouble, StoreHealth health)
    : IDisposable
{
    private readonly ConcurrentDictionary<(string Topic, string After), Task<StorePage>> _pending = new();
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentReads);

    /// <summary>Reads the events after an ID. If that fails, the task fails after a delay: the caller can try again at once.</summary>
    public Task<StorePage> ReadAsync(string topic, string after)
    {
        var source = new TaskCompletionSource<StorePage>();
        var shared = _pending.GetOrAdd((topic, after), source.Task);
        if (shared == source.Task)
        {
            Detached.Start(() => ReadAsync(topic, after, source));
        }
        else
        {
            health.Read("shared");
        }

        return shared;
    }

    public void Dispose() => _slots.Dispose();

    private async Task ReadAsync(string topic, string after, TaskCompletionSource<StorePage> result)
    {
        var pending = new KeyValuePair<(string, string), Task<StorePage>>((topic, after), result.Task);
        try
        {
            StorePage page;
            await _slots.WaitAsync(trouble.Stopped).ConfigureAwait(false);
            try
            {
                page = StorePage.Of(await store.ReadAsync(topic, after, options.Page, trouble.Stopped).ConfigureAwait(false));
            }
            finally
            {
                _slots.Release();
            }

            _pending.TryRemove(pending); // before the result is known: a caller that asks from now on reads again
            result.SetResult(page);
        }
        catch (Exception error)
        {
            await trouble.BackOffAsync(topic, error, failures: 3).ConfigureAwait(false);
            _pending.TryRemove(pending);
            result.SetException(error);
        }
    }
}
