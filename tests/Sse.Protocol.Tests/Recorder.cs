namespace Sse.Protocol.Tests;

/// <summary>An observer that keeps what it is told, and guards nothing: it sees whatever comes too late.</summary>
internal sealed class Recorder<T> : IObserver<T>
{
    public List<T> Values { get; } = [];

    public Exception? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    public void OnNext(T value) => Values.Add(value);

    public void OnError(Exception error) => Error = error;

    public void OnCompleted() => IsCompleted = true;
}
