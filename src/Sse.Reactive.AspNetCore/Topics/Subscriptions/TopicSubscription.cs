using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One subscriber, and its cursor in the history of each topic that it follows. The first thread to notify an idle subscription becomes its
/// deliverer and drains the histories; concurrent notifications only increment a counter. So the calls to the subscriber never overlap,
/// events keep their history's order, and a subscriber that publishes is not called reentrantly.
/// </summary>
/// <remarks>
/// Operators, observers and filters run in the context of the subscriber, and not in that of the publisher. A response itself is called
/// directly: it runs no code of the subscriber, except where it says so.
/// </remarks>
/// <param name="observer">The subscriber.</param>
/// <param name="where">Which events it receives; <see langword="null"/> for all.</param>
/// <param name="set">Which topics it follows; <see langword="null"/> for a single one.</param>
internal sealed partial class TopicSubscription(
    IObserver<SseEvent> observer, Func<SseHistoryEntry, bool>? where = null, TopicSet? set = null)
    : IPausedSource, IThreadPoolWorkItem, IDisposable
{
    private readonly ITopicClient? _client = (observer as IResponseObserver)?.AsTopicClient();
    private readonly SubscriberContext _context = SubscriberContext.Capture();
    private ImmutableArray<TopicCursor> _cursors = [];
    private (TopicCursor?, SseHistoryEntry?) _news; // the arguments of a delivery in the subscriber's context; for the deliverer only
    private int _notifications = 1; // the subscribing thread is the deliverer until Begin
    private volatile bool _isDisposed;
    private volatile bool _isPlaced;
    private Action? _onPlaced;
    private Action? _onIdle;

    /// <summary>Whether the subscriber is a response, and can be paced.</summary>
    public bool IsClient => _client is not null;

    /// <summary>Whether the subscriber is a response that a heartbeat has opened before it was known where all cursors start.</summary>
    public bool IsOpenBeforeStart => !_isPlaced && _client?.IsOpen == true;

    /// <summary>
    /// Whether deliveries to a client call functions of the subscriber. They run on the thread pool: a function that takes long delays
    /// neither the publisher nor other clients.
    /// </summary>
    private bool IsDeferred => _client is not null && (where is not null || _client.MayBlock);

    /// <summary>Notifies all subscribers. An exception from one is rethrown after the others have been notified.</summary>
    /// <param name="cursors">The subscribers' cursors.</param>
    /// <param name="entry">The new event; <see langword="null"/> if the topic has ended.</param>
    public static void Notify(ImmutableArray<TopicCursor> cursors, SseHistoryEntry? entry)
    {
        List<Exception>? errors = null;
        foreach (var cursor in cursors)
        {
            try
            {
                cursor.Notify(entry);
            }
            catch (Exception error)
            {
                (errors ??= []).Add(error);
            }
        }

        if (errors is [var single])
        {
            ExceptionDispatchInfo.Throw(single);
        }

        if (errors is not null)
        {
            throw new AggregateException(errors);
        }
    }

    /// <summary>Begins to deliver from a topic.</summary>
    public void Begin(TopicCursor cursor)
    {
        _cursors = [cursor];
        _startingId = cursor.StartingId;
        _isPlaced = cursor.TryPlace();
        RunOrDefer(null, null);
    }

    /// <summary>Begins to deliver from the topics of the set.</summary>
    public void Begin() => Run(null, null); // not deferred: it has to be subscribed to them before the response opens

    public void Resume() => Notify(null, null);

    /// <param name="cursor">The cursor that has news, if there is exactly one.</param>
    /// <param name="entry">Its new event, if there is exactly one.</param>
    public void Notify(TopicCursor? cursor, SseHistoryEntry? entry)
    {
        if (Interlocked.Increment(ref _notifications) == 1)
        {
            RunOrDefer(cursor, entry);
        }
    }

    void IThreadPoolWorkItem.Execute() => Run(null, null);

    /// <summary>
    /// Calls back, once or several times, when everything that is published from now on is delivered: at once, unless a topic has to ask
    /// its store first.
    /// </summary>
    public void WhenPlaced(Action onPlaced)
    {
        Volatile.Write(ref _onPlaced, onPlaced);
        Interlocked.MemoryBarrier(); // this thread sees that it is placed, or CheckPlaces sees the callback
        if (_isPlaced)
        {
            onPlaced();
        }
    }

    /// <summary>After <see cref="Dispose"/>: calls back when no delivery is in progress, and so no code of the subscriber runs.</summary>
    public void WhenIdle(Action onIdle)
    {
        Volatile.Write(ref _onIdle, onIdle);
        if (Interlocked.Increment(ref _notifications) == 1)
        {
            onIdle(); // the counter stays above zero, so that no thread delivers again
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (set is null)
        {
            _cursors[0].Unsubscribe();
        }
        else
        {
            set.Dispose();
        }
    }

    private void RunOrDefer(TopicCursor? cursor, SseHistoryEntry? entry)
    {
        if (IsDeferred)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Run(cursor, entry);
        }
    }

    private void Run(TopicCursor? cursor, SseHistoryEntry? entry)
    {
        var handled = 1;
        do
        {
            try
            {
                if (_client is null || where is not null || _client.RunsUserCode)
                {
                    _news = (cursor, entry);
                    _context.Run(static subscription => ((TopicSubscription)subscription!).DeliverNews(), this);
                }
                else
                {
                    Deliver(cursor, entry);
                }
            }
            catch (Exception error) // of an observer; the counter stays above zero, so that no thread delivers again
            {
                Dispose();
                if (_client is null)
                {
                    throw;
                }

                observer.OnError(error); // a client's error ends its stream, and is not the publisher's
            }

            if (!_isPlaced)
            {
                CheckPlaces();
            }

            if (_isDisposed && Volatile.Read(ref _onIdle) is { } onIdle)
            {
                onIdle(); // the counter stays above zero
                return;
            }

            entry = null;
        }
        while ((handled = Interlocked.Add(ref _notifications, -handled)) != 0);
    }

    private void DeliverNews()
    {
        var (cursor, entry) = _news;
        _news = default;
        Deliver(cursor, entry);
    }
}
