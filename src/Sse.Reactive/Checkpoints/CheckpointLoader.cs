using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>What a subscription does before its first attempt if it has a checkpoint: loads it.</summary>
internal static class CheckpointLoader
{
    /// <returns>The options with the last event ID to start from.</returns>
    // Pooling: its completions run where they happen, as virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<SseOptions> LoadAsync(SseOptions options, CancellationToken cancellationToken)
    {
        if (options.CheckpointStore is not { } store)
        {
            return options;
        }

        try
        {
            var id = await CancellableWait<string?>.Start(store, static (s, token) => s.LoadAsync(token), cancellationToken).ConfigureAwait(false);
            return options with { CheckpointStore = null, LastEventId = id ?? options.LastEventId };
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            var error = SseCheckpointException.NotLoaded(cause);
            ClientLog.NotStarted(options.Logger, error);
            throw error;
        }
    }

    /// <summary>Loads, and starts with what was loaded.</summary>
    /// <remarks>By awaiter, as in <see cref="ConnectionObservable"/>: what the observer throws must not end in a task.</remarks>
    public static IDisposable Subscribe<T>(SseOptions options, IObserver<T> observer, Func<SseOptions, IDisposable> start)
    {
        var loading = new CancellationDisposable();
        var connection = new SingleAssignmentDisposable();
#pragma warning disable CA2012 // an awaiter by hand, asked once
        var load = LoadAsync(options, loading.Token).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        if (load.IsCompleted)
        {
            Start();
        }
        else
        {
            load.OnCompleted(Start);
        }

        return StableCompositeDisposable.Create(loading, connection);

        void Start()
        {
            SseOptions loaded;
            try
            {
                loaded = load.GetResult();
            }
            catch (Exception error)
            {
                if (!loading.IsDisposed)
                {
                    observer.OnError(error);
                }

                return;
            }

            // So that the subscription has its handle before a transport that never waits begins to deliver.
            CurrentThreadScheduler.Instance.Schedule(() =>
            {
                if (!connection.IsDisposed)
                {
                    connection.Disposable = start(loaded);
                }
            });
        }
    }
}
