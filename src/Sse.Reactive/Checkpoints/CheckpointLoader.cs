using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>Loads the checkpoint of a subscription before its first attempt.</summary>
internal static class CheckpointLoader
{
    /// <returns>The options, with the loaded ID as <see cref="SseOptions.LastEventId"/>.</returns>
    // With a pooling builder the continuation runs synchronously on the completing thread, which virtual time needs.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<SseOptions> LoadAsync(SseOptions options, CancellationToken cancellationToken)
    {
        if (options.CheckpointStore is not { } store)
        {
            return options;
        }

        try
        {
            var id = await CancellableWait<string?>.Start(store, static (store, token) => store.LoadAsync(token), cancellationToken)
                .ConfigureAwait(false);
            return options with { CheckpointStore = null, IsCheckpointed = true, LastEventId = id ?? options.LastEventId };
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            var error = SseCheckpointException.NotLoaded(cause);
            ClientLog.NotStarted(options.Logger, error);
            options.Sessions?.Fail(error);
            throw error;
        }
    }

    /// <summary>Loads, then starts the subscription with the loaded options.</summary>
    /// <remarks>
    /// Uses an awaiter, as <see cref="ConnectionObservable"/> does: an asynchronous method would keep an exception of the observer in a
    /// task.
    /// </remarks>
    public static IDisposable Subscribe<T>(SseOptions options, IObserver<T> observer, Func<SseOptions, IDisposable> start)
    {
        var loading = new CancellationDisposable();
        var handle = new SerialDisposable { Disposable = loading }; // then the connection: the handle keeps nothing else alive
#pragma warning disable CA2012 // this awaiter is used once
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

        return handle;

        void Start()
        {
            SseOptions loaded;
            try
            {
                loaded = load.GetResult();
            }
            catch (Exception error)
            {
                if (!handle.IsDisposed)
                {
                    observer.OnError(error);
                }

                return;
            }

            // On the trampoline, so that the caller has the subscription's handle before a synchronous transport delivers.
            CurrentThreadScheduler.Instance.Schedule(() =>
            {
                if (!handle.IsDisposed)
                {
                    handle.Disposable = start(loaded);
                }
            });
        }
    }
}
