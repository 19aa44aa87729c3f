namespace Sse.Reactive;

/// <summary>Saves the newest of the IDs that are noted: one save at a time; of what is noted meanwhile, only the newest is saved next.</summary>
/// <remarks>Noting comes from one thread at a time, and never waits for the store.</remarks>
internal sealed class CheckpointSaver(ISseCheckpointStore store)
{
    private readonly Lock _gate = new();
    private string? _newest;
    private bool _isSaving;

    /// <summary>
    /// The latest run of saves: done when all that was noted is saved, or faulted with <see cref="SseCheckpointException"/>; then nothing more is saved.
    /// </summary>
    public Task Saving { get; private set; } = Task.CompletedTask;

    /// <returns>Whether this began a new run of saves.</returns>
    public bool Note(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        lock (_gate)
        {
            if (lastEventId == _newest)
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

    /// <summary>What a sequence ends in: its own error, the store's, or both, so that neither hides the other.</summary>
    /// <param name="error">What ended the source; <see langword="null"/> if it completed.</param>
    /// <param name="saving">The latest run of saves, done.</param>
    /// <returns><see langword="null"/> if all is well.</returns>
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
