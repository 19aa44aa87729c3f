namespace Sse.Reactive.Tests.Scripted;

/// <summary>A checkpoint store whose operations complete when the test decides.</summary>
internal sealed class ScriptedStore : ISseCheckpointStore
{
    private TaskCompletionSource<string?>? _load;
    private TaskCompletionSource? _save;

    /// <summary>The IDs that were saved, in order.</summary>
    public List<string> Saves { get; } = [];

    public bool IsLoading => _load is not null;

    public CancellationToken LoadToken { get; private set; }

    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default)
    {
        LoadToken = cancellationToken;
        return new((_load = new()).Task);
    }

    public async ValueTask SaveAsync(string lastEventId)
    {
        Assert.That(_save, Is.Null, "two saves at a time");
        Saves.Add(lastEventId);
        await (_save = new()).Task.ConfigureAwait(false);
    }

    public void Loaded(string? lastEventId) => _load!.SetResult(lastEventId);

    public void NotLoaded(Exception error) => _load!.SetException(error);

    public void Saved() => Take().SetResult();

    public void NotSaved(Exception error) => Take().SetException(error);

    private TaskCompletionSource Take()
    {
        var save = _save!;
        _save = null;
        return save;
    }
}
