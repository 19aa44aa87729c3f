namespace Sse.Reactive.AspNetCore;

/// <content>Asking the store whether it answers, and whether there is news.</content>
public sealed partial class SseSharedTopics
{
    /// <summary>A request that every store can answer without doing much, for a node without subscribers.</summary>
    private static readonly Dictionary<string, string> NoTopic = new(StringComparer.Ordinal) { ["sse-health"] = "" };

    internal IReadOnlyDictionary<string, object> Describe() => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["store"] = _store.Name,
        ["topics"] = _topics.Count,
        ["subscribers"] = _topics.Values.Sum(topic => topic.SubscriberCount),
        ["failingTopics"] = _topics.Values.Count(topic => topic.IsFailing),
        ["waitingPublishes"] = _waiting.Events,
    };

    /// <summary>Asks the store whether it answers.</summary>
    /// <returns>How long that took.</returns>
    internal async Task<TimeSpan> ProbeAsync(CancellationToken cancellationToken)
    {
        var start = _health.Now;
        var lastIds = LastIds();
        await _requests.CheckAsync(lastIds.Count > 0 ? lastIds : NoTopic, cancellationToken).ConfigureAwait(false);
        return _health.Now - start;
    }

    /// <inheritdoc cref="StoreHealth.Failure"/>
    internal (Exception Error, TimeSpan Time)? StoreFailure => _health.Failure;

    /// <summary>What fails although the store answers: publishing, or work of the store's own.</summary>
    internal IEnumerable<SseStoreFailure> Failures =>
        _health.AppendFailure is { } failure
            ? _store.Failures.Prepend(new("publish", failure.Time, failure.Error))
            : _store.Failures;

    private Dictionary<string, string> LastIds()
    {
        Dictionary<string, string> lastIds = new(_topics.Count, StringComparer.Ordinal);
        foreach (var (name, topic) in _topics)
        {
            if (topic.LastId is { } lastId)
            {
                lastIds.Add(name, lastId);
            }
        }

        return lastIds;
    }

    /// <summary>Asks once for all topics whether there is news of which the doorbell has said nothing.</summary>
    private async Task PollAsync(TimeSpan interval)
    {
        try
        {
            var lastIds = LastIds();
            if (lastIds.Count > 0)
            {
                foreach (var name in await _requests.CheckAsync(lastIds, _stop.Token).ConfigureAwait(false))
                {
                    Ring(name);
                }
            }
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            SharedLog.PollFailed(_logger, _store.Name, error);
        }
        catch (Exception) // of the last request
        {
        }

        Schedule(_poll, interval, () => _ = PollAsync(interval));
    }
}
