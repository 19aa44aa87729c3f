namespace Sse.Concurrency.Tests;

/// <summary>An observable without Rx's guards, as the client's operators see a foreign one.</summary>
internal sealed class ManualObservable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer) => subscribe(observer);
}
