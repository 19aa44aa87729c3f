using System.Collections.Immutable;
using System.Reactive;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One subscriber and its cursor in the history. The first thread to notify an idle subscription becomes its deliverer and drains the
/// history; concurrent notifications only increment a counter. So the calls to the subscriber never overlap, events keep the history's
/// order, and a subscriber that publishes is not called reentrantly.
/// </summary>
/// <remarks>
/// Operators and observers run in the context of the subscriber, and not in that of the publisher. A response itself is called directly: it
/// runs no code of the subscriber, except where it says so.
/// </remarks>
/// <param name="topic">The topic.</param>
/// <param name="observer">The subscriber.</param>
/// <param name="start">Where it starts.</param>
internal sealed class TopicSubscription(SseTopic topic, IObserver<SseEvent> observer, TopicCursor start) : IPausedSource, IDisposable
{
    private readonly IPacedObserver? _paced = observer as IPacedObserver;
    private readonly SubscriberContext _context = SubscriberContext.Capture();
    private SseHistoryEntry? _entry; // the argument of a delivery in the subscriber's context; only the deliverer uses it
    private long _next = start.Next;
    private TopicGap? _gap = start.Gap;
    private string? _startingId = start.StartingId;
    private int _notifications;
    private volatile bool _isDisposed;

    /// <summary>Whether the subscriber is a response, and can be paced.</summary>
    public bool IsClient => _paced is not null;

    private bool IsReady => !_isDisposed && _paced?.IsReady(this) != false;

    /// <summary>Notifies all subscriptions. An exception from one is rethrown after the others have been notified.</summary>
    /// <param name="subscriptions">The subscriptions.</param>
    /// <param name="entry">The new event; <see langword="null"/> if the topic has ended.</param>
    public static void Notify(ImmutableArray<TopicSubscription> subscriptions, SseHistoryEntry? entry)
    {
        List<Exception>? errors = null;
        foreach (var subscription in subscriptions)
        {
            try
            {
                subscription.Notify(entry);
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

    public void Resume() => Notify(null);

    /// <summary>Notifies a client of possibly many events, so that they are flushed together.</summary>
    public void NotifyOfBurst()
    {
        var isHeld = _paced!.TryHold();
        Notify(null);
        if (isHeld)
        {
            _paced.Release();
        }
    }

    /// <param name="entry">The new event, if there is exactly one: it need not be read from the history.</param>
    public void Notify(SseHistoryEntry? entry)
    {
        if (Interlocked.Increment(ref _notifications) != 1)
        {
            return;
        }

        try
        {
            var handled = 1;
            do
            {
                if (_paced is null)
                {
                    _entry = entry;
                    _context.Run(static subscription => ((TopicSubscription)subscription!).DeliverEntry(), this);
                }
                else
                {
                    Deliver(entry);
                }

                entry = null;
            }
            while ((handled = Interlocked.Add(ref _notifications, -handled)) != 0);
        }
        catch
        {
            Dispose(); // the counter stays above zero, so that no thread delivers again
            throw;
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            topic.Unsubscribe(this);
        }
    }

    private void DeliverEntry()
    {
        var entry = _entry;
        _entry = null;
        Deliver(entry);
    }

    private void Deliver(SseHistoryEntry? entry)
    {
        if (_startingId is { } id)
        {
            _startingId = null;
            _paced?.OnStartingId(id);
        }

        if (entry is not null && _gap is null && entry.Position <= _next)
        {
            if (entry.Position == _next && IsReady)
            {
                Deliver(new TopicItem(Entry: entry));
            }

            return;
        }

        while (IsReady)
        {
            if (Next() is not { } item)
            {
                return;
            }

            Deliver(item);
        }
    }

    /// <summary>
    /// The next item; <see langword="null"/> if there is nothing yet. An exception from the history or from
    /// <see cref="SseTopicOptions.OnGap"/> ends this subscription.
    /// </summary>
    private TopicItem? Next()
    {
        try
        {
            var item = _gap is { } first ? new(Gap: first) : topic.Read(_next);
            if (item.Gap is { } gap)
            {
                _gap = null;
                _next = gap.Next;
                _context.Run(_ => topic.ReportGap(gap.Value), null);
            }

            return item == default ? null : item;
        }
        catch (Exception error)
        {
            return new(End: Notification.CreateOnError<SseEvent>(error));
        }
    }

    private void Deliver(TopicItem item)
    {
        if (item.Entry is { } entry)
        {
            _next++;
            if (_paced is not null)
            {
                _paced.OnNext(entry.Encoded);
                return;
            }

            entry.Encoded.Cache(); // so that clients downstream of operators share the bytes
            observer.OnNext(entry.Value);
        }
        else if (item.Gap is { } gap)
        {
            observer.OnNext(gap.Event);
        }
        else
        {
            Dispose();
            item.End!.Accept(observer);
        }
    }
}
