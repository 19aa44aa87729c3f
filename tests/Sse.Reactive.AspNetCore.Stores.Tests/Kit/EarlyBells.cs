using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The bell of a store that rings before an event can be read, and only then.</summary>
internal sealed class EarlyBells
{
    private Action _ring = () => { };
    private TaskCompletionSource _heard = new();

    public IDisposable Watch(Action ring)
    {
        _ring += ring;
        return Disposable.Empty;
    }

    /// <summary>Rings, and completes when a node has read.</summary>
    public Task RingAsync()
    {
        _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ring();
        return _heard.Task;
    }

    /// <summary>A node has read.</summary>
    public void Heard() => _heard.TrySetResult();
}
