namespace Sse;

/// <summary>
/// In the place of the framework's extensions for <c>await foreach</c>: each step is awaited as a task, because Coyote cannot follow the
/// value tasks of a sequence.
/// </summary>
internal static class AsyncSequences
{
    public static Sequence<T> WithCancellation<T>(this IAsyncEnumerable<T> values, CancellationToken cancellationToken) =>
        new(values, cancellationToken);

    public static Sequence<T> ConfigureAwait<T>(this IAsyncEnumerable<T> values, bool continueOnCapturedContext) =>
        new Sequence<T>(values, default).ConfigureAwait(continueOnCapturedContext);

    internal sealed class Sequence<T>(IAsyncEnumerable<T> values, CancellationToken cancellationToken)
    {
        public Sequence<T> ConfigureAwait(bool continueOnCapturedContext) =>
            continueOnCapturedContext ? throw new NotSupportedException() : this;

        public Steps<T> GetAsyncEnumerator() => new(values.GetAsyncEnumerator(cancellationToken));
    }

    internal sealed class Steps<T>(IAsyncEnumerator<T> values)
    {
        public T Current => values.Current;

        public Task<bool> MoveNextAsync() => values.MoveNextAsync().AsTask();

        public Task DisposeAsync() => values.DisposeAsync().AsTask();
    }
}
