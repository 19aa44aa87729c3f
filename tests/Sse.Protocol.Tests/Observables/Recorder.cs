namespace Sse.Protocol.Tests;

/// <summary>An observer that records every notification, including any that come after the end.</summary>
internal sealed class Recorder<T> : IObserver<T>
{
    public List<T> Values { get; } = [];

    public Exception? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    public void OnNext(T value) => Values.Add(value);

    public void OnError(Exception error) => Error = error;

    public void OnCompleted() => IsCompleted = true;
}
