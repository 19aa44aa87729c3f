using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// An observable. It is subscribed to on Rx's trampoline, as Rx's own operators do it: <c>Subscribe</c> returns before a source that uses
/// the trampoline delivers, so that such a source can be disposed of while it delivers.
/// </summary>
/// <remarks>
/// A source that delivers within <c>Subscribe</c> itself cannot be disposed of. Therefore the trampoline runs on another thread than the
/// request, which can end without it.
/// </remarks>
/// <param name="values">The observable.</param>
/// <param name="connection">The connection.</param>
/// <param name="observer">The observer of that connection.</param>
internal sealed class PushedSource<T>(IObservable<T> values, ClientConnection connection, IObserver<T> observer) : ISource
{
    private static readonly IDisposable Stopped = Disposable.Create(static () => { });

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _subscription; // null until Subscribe has returned, then Stopped if it must stop
    private int _running = 2; // the thread, and the subscription until it is disposed of
    private volatile string _pending = "Subscribe";

    public Task Started => _started.Task;

    public Task Ended => _ended.Task;

    public string Pending => $"{_pending} of {values.GetType()}";

    /// <summary>
    /// A topic is subscribed to on the request's thread: <c>Subscribe</c> returns as soon as the response does not accept more, and it runs
    /// no user code.
    /// </summary>
    public void Start()
    {
        if (values is TopicStream { RunsUserCode: false })
        {
            Subscribe();
            Leave();
        }
        else
        {
            SourceThreads.Run(RunOnTrampoline);
        }
    }

    public void Dispose()
    {
        var subscription = Interlocked.Exchange(ref _subscription, Stopped);
        _started.TrySetResult();
        if (subscription is not null && subscription != Stopped)
        {
            DisposeOf(subscription);
        }
    }

    private void RunOnTrampoline()
    {
        try
        {
            CurrentThreadScheduler.Instance.Schedule(Subscribe);
        }
        catch (Exception error) // whatever an action on the trampoline throws is an error of the source
        {
            connection.Fail(error);
        }

        Leave();
    }

    private void Subscribe()
    {
        if (Volatile.Read(ref _subscription) == Stopped)
        {
            Leave();
            return;
        }

        IDisposable subscription;
        try
        {
            subscription = values.Subscribe(observer) ?? Disposable.Empty;
        }
        catch (Exception error) // whatever Subscribe throws is an error of the source
        {
            connection.Fail(error);
            Leave();
            return;
        }

        _pending = subscription is TopicSubscription ? "A filter or callback" : "An action on CurrentThreadScheduler";
        if (Interlocked.CompareExchange(ref _subscription, subscription, null) is null)
        {
            if (subscription is TopicSubscription topics)
            {
                topics.WhenPlaced(() => _started.TrySetResult());
            }
            else
            {
                _started.TrySetResult();
            }

            return;
        }

        DisposeOf(subscription);
    }

    private void DisposeOf(IDisposable subscription)
    {
        var pending = _pending;
        try
        {
            _pending = "Dispose";
            subscription.Dispose();
        }
        catch (Exception error)
        {
            connection.DisposalFailed(error); // before the request can end
        }
        finally
        {
            _pending = pending;
            if (subscription is TopicSubscription topics)
            {
                topics.WhenIdle(Leave);
            }
            else
            {
                Leave();
            }
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
