using System.Collections.Immutable;
using System.Reactive;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One subscriber and its place in the log. Whoever brings news while nobody delivers, delivers, until there is none left; anyone else only leaves word. So its calls never
/// overlap, it reads the log in order, and a subscriber who publishes from within is not called from within.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="observer">The subscriber.</param>
/// <param name="place">Where it begins.</param>
internal sealed class TopicSubscription(SseTopic topic, IObserver<SseEvent> observer, TopicCursor place) : IPausedSource, IDisposable
{
    private readonly IPacedObserver? _paced = observer as IPacedObserver;
    private long _next = place.Next;
    private TopicGap? _gap = place.Gap;
    private string? _place = place.Id;
    private int _news;
    private volatile bool _isDisposed;

    public bool IsClient => _paced is not null;

    private bool IsReady => !_isDisposed && _paced?.IsReady(this) != false;

    /// <summary>Tells all of them. What one throws is not to cost the others their event.</summary>
    /// <param name="subscriptions">The subscriptions.</param>
    /// <param name="entry">What is new, if it is an event.</param>
    public static void Notify(ImmutableArray<TopicSubscription> subscriptions, SseLogEntry? entry)
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

    /// <summary>Tells a client that there may be many news.</summary>
    public void NotifyOfMany()
    {
        var isHeld = _paced!.TryHold();
        Notify(null);
        if (isHeld)
        {
            _paced.Release();
        }
    }

    /// <param name="entry">What is new, if it is an event; it saves a look into the log.</param>
    public void Notify(SseLogEntry? entry)
    {
        if (Interlocked.Increment(ref _news) != 1)
        {
            return;
        }

        try
        {
            var known = 1;
            do
            {
                Deliver(entry);
                entry = null;
            }
            while ((known = Interlocked.Add(ref _news, -known)) != 0);
        }
        catch
        {
            Dispose(); // and nobody delivers any more, since the word left is never taken back
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

    private void Deliver(SseLogEntry? entry)
    {
        if (_place is { } id)
        {
            _place = null;
            _paced?.Place(id);
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
            if (Next() is not { } step)
            {
                return;
            }

            Deliver(step);
        }
    }

    /// <summary>What is next; null for nothing yet. The log's error, or that of whoever is told of gaps, is this subscriber's end.</summary>
    private TopicItem? Next()
    {
        try
        {
            var step = _gap is { } first ? new(Gap: first) : topic.Read(_next);
            if (step.Gap is { } gap)
            {
                _gap = null;
                _next = gap.Next;
                topic.Tell(gap.Value);
            }

            return step == default ? null : step;
        }
        catch (Exception error)
        {
            return new(End: Notification.CreateOnError<SseEvent>(error));
        }
    }

    private void Deliver(TopicItem step)
    {
        if (step.Entry is { } entry)
        {
            _next++;
            entry.Message.Recall();
            observer.OnNext(entry.Value);
        }
        else if (step.Gap is { } gap)
        {
            observer.OnNext(gap.Event);
        }
        else
        {
            Dispose();
            step.End!.Accept(observer);
        }
    }
}
