namespace Sse.Protocol;

/// <summary>A cold observable: each subscription creates an observer and subscribes it to the source.</summary>
internal sealed class Transform<TIn, TOut>(
    IObservable<TIn> source, Func<IObserver<TOut>, TransformObserver<TIn, TOut>> createObserver) : IObservable<TOut>
{
    public IDisposable Subscribe(IObserver<TOut> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var transform = createObserver(observer);
        transform.Source = source.Subscribe(transform);
        return transform;
    }
}
