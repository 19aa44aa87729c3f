using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;

namespace Sse.Concurrency.Tests;

/// <summary>An observer that asserts Rx's grammar: no overlapping calls, nothing after the end, one end.</summary>
/// <param name="name">Its name in messages.</param>
internal sealed class Witness<T>(string name) : IObserver<T>
{
    private readonly TaskCompletionSource _ended = new();
    private int _calls;

    public List<T> Seen { get; } = [];

    public int Ends { get; private set; }

    public Exception? Error { get; private set; }

    public Task Ended => _ended.Task;

    /// <summary>Runs within each <c>OnNext</c>.</summary>
    public Action<T>? Then { get; set; }

    public void OnNext(T value)
    {
        Enter();
        try
        {
            Specification.Assert(Ends == 0, $"{name}: a value after the end");
            Seen.Add(value);
            Then?.Invoke(value);
        }
        finally
        {
            Leave();
        }
    }

    public void OnError(Exception error)
    {
        Error = error;
        End();
    }

    public void OnCompleted() => End();

    private void End()
    {
        Enter();
        Specification.Assert(++Ends == 1, $"{name}: ended twice");
        Leave();
        _ended.TrySetResult();
    }

    private void Enter()
    {
        Specification.Assert(Interlocked.Increment(ref _calls) == 1, $"{name}: calls overlap");
        SchedulingPoint.Interleave();
    }

    private void Leave() => Interlocked.Decrement(ref _calls);
}
