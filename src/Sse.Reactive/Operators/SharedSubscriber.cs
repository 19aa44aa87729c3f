using System.Reactive;

namespace Sse.Reactive;

/// <summary>One subscriber of a <see cref="SharedConnection{T}"/>.</summary>
internal sealed class SharedSubscriber<T>(IObserver<T> observer) : IDisposable
{
    private volatile bool _isDisposed;

    public IObserver<T> Observer => observer;

    /// <summary>Held during each call of the observer, so that calls do not overlap.</summary>
    public Lock Gate { get; } = new();

    public void OnNext(T value)
    {
        lock (Gate)
        {
            observer.OnNext(value);
        }
    }

    public void End(Notification<T> end)
    {
        lock (Gate)
        {
            if (!_isDisposed)
            {
                end.Accept(observer);
            }
        }
    }

    public void Dispose() => _isDisposed = true;
}
