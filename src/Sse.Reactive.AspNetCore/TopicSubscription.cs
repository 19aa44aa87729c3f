namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One subscriber and its place in the log. Whoever brings news while nobody delivers, delivers, until there is none left; anyone else only leaves word. So its calls never
/// overlap, it reads the log in order, and a subscriber who publishes from within is not called from within.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="observer">The subscriber.</param>
/// <param name="next">The position that it begins at.</param>
/// <param name="gap">What is missing before that.</param>
/// <param name="place">The ID of its place, if it came without one.</param>
internal sealed class TopicSubscription(SseTopic topic, IObserver<SseEvent> observer, long next, TopicGap? gap, string? place) : IResumable, IDisposable
{
    private readonly IPaced? _paced = observer as IPaced;
    private long _next = next;
    private TopicGap? _gap = gap;
    private string? _place = place;
    private int _news;
    private volatile bool _isDisposed;

    private bool IsReady => !_isDisposed && _paced?.IsReady(this) != false;

    public void Resume() => Notify(null);

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
                Deliver(new TopicStep(Entry: entry));
            }

            return;
        }

        while (IsReady)
        {
            var step = _gap is { } gap ? new(Gap: gap) : topic.Read(_next);
            if (step == default)
            {
                return;
            }

            Deliver(step);
        }
    }

    private void Deliver(TopicStep step)
    {
        if (step.Entry is { } entry)
        {
            _next++;
            entry.Message.Recall();
            observer.OnNext(entry.Value);
        }
        else if (step.Gap is { } gap)
        {
            _gap = null;
            _next = gap.Next;
            topic.Tell(gap.Value);
            observer.OnNext(gap.Event);
        }
        else
        {
            Dispose();
            step.End!.Accept(observer);
        }
    }
}
