namespace Sse.Reactive;

/// <summary>A pulled subscription: each enumeration has its own connection.</summary>
internal sealed class PulledEvents<T, TProjection>(
    Func<IConnector> newConnector, SseOptions options, Func<SseOptions, TProjection> newProjection) : IAsyncEnumerable<T>
    where TProjection : struct, IProjection<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new PulledDelivery<T, TProjection>(newConnector, options, newProjection, cancellationToken);
}
