namespace Sse.Reactive;

/// <summary>What <c>CheckpointTo</c> returns, pulled.</summary>
internal interface ICheckpointed<T>
{
    /// <summary>Runs the work before the checkpoint, and passes its results on after it.</summary>
    IAsyncEnumerable<TResult> SelectConcurrent<TResult>(int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> work);
}
