using System.Globalization;
using Microsoft.Coyote.Specifications;
using Sse.Reactive;

namespace Sse.Concurrency.Tests;

/// <summary>A store of checkpoints that asserts one save at a time, and none after a failure.</summary>
/// <param name="fails">Whether each save fails or not by choice.</param>
internal sealed class ScriptedStore(bool fails) : ISseCheckpointStore
{
    private readonly Workers _workers = new();
    private int _saves;

    public List<int> Saved { get; } = [];

    public bool HasFailed { get; private set; }

    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new((string?)null);

    public ValueTask SaveAsync(string lastEventId)
    {
        var id = int.Parse(lastEventId, CultureInfo.InvariantCulture);
        Specification.Assert(Interlocked.Increment(ref _saves) == 1, "two saves at once");
        if (Choice.Coin())
        {
            Save(id);
            return default;
        }

        var saved = new TaskCompletionSource();
        _workers.Run(() =>
        {
            try
            {
                Save(id);
            }
            catch (IOException error)
            {
                saved.SetException(error);
                return;
            }

            saved.SetResult();
        });
        return new(saved.Task);
    }

    /// <summary>Completes when no save is in progress, nor what follows from it.</summary>
    public Task WhenIdleAsync() => _workers.WhenIdleAsync();

    private void Save(int id)
    {
        Interlocked.Decrement(ref _saves);
        Specification.Assert(!HasFailed, "saved after a failure");
        if (fails && Choice.Below(4) == 0)
        {
            HasFailed = true;
            throw new IOException();
        }

        Saved.Add(id);
    }
}
