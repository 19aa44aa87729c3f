using System.Collections.Concurrent;

namespace Sse.Docs.Tests;

/// <summary>A UI thread, as frameworks have one: its <see cref="SynchronizationContext"/> runs on it what is posted.</summary>
internal sealed class UiThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<Action> _posted = [];
    private readonly Thread _thread;

    public UiThread()
    {
        _thread = new(Run) { IsBackground = true };
        _thread.Start();
    }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add(() => d(state));

    /// <summary>Runs an action on the thread.</summary>
    public Task InvokeAsync(Action action)
    {
        var task = new Task(action);
        _posted.Add(task.RunSynchronously);
        return task;
    }

    public void Dispose()
    {
        _posted.CompleteAdding();
        _thread.Join();
        _posted.Dispose();
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        foreach (var action in _posted.GetConsumingEnumerable())
        {
            action();
        }
    }
}
