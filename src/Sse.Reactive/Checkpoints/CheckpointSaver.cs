namespace Sse.Reactive;

/// <summary>
/// Saves last event IDs to a store, one save at a time. After a save it continues with the newest ID that came meanwhile.
/// </summary>
internal sealed class CheckpointSaver(ISseCheckpointStore store)
{
    private readonly Lock _gate = new();
    private string? _newest;
    private bool _isSaving;

    /// <summary>
    /// The latest run of saves. Completes once every ID is saved, or fails with <see cref="SseCheckpointException"/> and saves no more.
    /// </summary>
    public Task Saving { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Saves an ID, unless it is <see langword="null"/> or the one before. Called on one thread at a time; never waits for the store.
    /// </summary>
    /// <returns>Whether this started a new run of saves.</returns>
    public bool Save(string? lastEventId)
    {
        lock (_gate)
        {
            if (lastEventId is null || lastEventId == _newest)
            {
                return false;
            }

            FieldValue.RequireLastEventId(lastEventId, nameof(lastEventId));
            _newest = lastEventId;
            if (_isSaving)
            {
                return false;
            }

            _isSaving = true;
        }

        Saving = SaveAsync(lastEventId);
        return true;
    }

    /// <summary>Combines the error of the source and that of the store, so that neither hides the other.</summary>
    /// <param name="error">The source's error; <see langword="null"/> if it completed.</param>
    /// <param name="saving">The latest run of saves, which has ended.</param>
    /// <returns>The error that the sequence ends in; <see langword="null"/> if it completes.</returns>
    public static Exception? Outcome(Exception? error, Task saving) => (error, saving.Exception?.InnerException) switch
    {
        (null, var fault) => fault,
        (_, null) => error,
        var (both, fault) => new AggregateException(both, fault),
    };

    private async Task SaveAsync(string? lastEventId)
    {
        while (lastEventId is not null)
        {
            try
            {
                await store.SaveAsync(lastEventId).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                throw SseCheckpointException.NotSaved(lastEventId, cause);
            }

            lastEventId = NextAfter(lastEventId);
        }
    }

    private string? NextAfter(string saved)
    {
        lock (_gate)
        {
            _isSaving = _newest != saved;
            return _isSaving ? _newest : null;
        }
    }
}
