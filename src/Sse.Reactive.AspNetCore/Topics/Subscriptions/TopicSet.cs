using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore;

/// <summary>The topics that one subscriber follows. The set may change; the latest one applies.</summary>
/// <param name="subscribe">Subscribes to the topic with a name, after an ID.</param>
/// <param name="lastEventId">The combined ID to resume after.</param>
internal sealed class TopicSet(
    Func<string, TopicSubscription, string, TopicCursor> subscribe, string lastEventId)
    : IObserver<IReadOnlyCollection<string>>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SingleAssignmentDisposable _names = new();
    private TopicSubscription? _subscription;
    private ImmutableArray<TopicCursor> _cursors = []; // under the lock, with _isDisposed
    private bool _isDisposed;
    private string[]? _change;
    private bool _hasBegun; // with the first set that is not empty
    private Notification<SseEvent>? _end;

    /// <summary>The combined ID with which the subscriber came.</summary>
    public string LastEventId => lastEventId;

    /// <summary>Whether the names have changed. Thread-safe.</summary>
    public bool HasChange => Volatile.Read(ref _change) is not null;

    /// <summary>How the subscription ends: with an error at once, otherwise with the last topic of the set.</summary>
    public Notification<SseEvent>? End => Volatile.Read(ref _end);

    /// <summary>Subscribes to the topics with the names.</summary>
    public IDisposable Subscribe(
        IObservable<IReadOnlyCollection<string>> names, IObserver<SseEvent> observer, Func<SseHistoryEntry, bool>? where)
    {
        _subscription = new(observer, where, this);
        _names.Disposable = names.Subscribe(this);
        _subscription.Begin();
        return _subscription;
    }

    public void OnNext(IReadOnlyCollection<string> value)
    {
        string[] change;
        try
        {
            change = CombinedId.Require(value);
        }
        catch (Exception error) // whatever the set throws while it is read is the subscriber's error
        {
            OnError(error);
            return;
        }

        Volatile.Write(ref _change, change);
        _subscription!.Resume();
    }

    public void OnError(Exception error) => EndWith(Notification.CreateOnError<SseEvent>(error));

    /// <summary>Ends the subscription with an error, also after the names have completed. For the deliverer.</summary>
    public void Fail(Exception error) => Volatile.Write(ref _end, Notification.CreateOnError<SseEvent>(error));

    public void OnCompleted() => EndWith(Notification.CreateOnCompleted<SseEvent>());

    /// <summary>Applies the latest change, for the deliverer.</summary>
    /// <returns>The cursors in the topics of the set.</returns>
    public ImmutableArray<TopicCursor> Change(TopicSubscription subscription, ImmutableArray<TopicCursor> current)
    {
        var names = Interlocked.Exchange(ref _change, null)!;
        var cursors = current.RemoveAll(c => c.IsRemoved || !names.Contains(c.Topic, StringComparer.Ordinal));
        var removed = current.Where(c => c.IsRemoved)
            .ToDictionary(c => c.Topic, c => CombinedId.TryParse(c.Part)!.GetValueOrDefault(c.Topic, ""));
        foreach (var cursor in current.RemoveRange(cursors))
        {
            cursor.Leave();
        }

        try
        {
            var positions = _hasBegun ? new Dictionary<string, string>() : CombinedId.TryParse(lastEventId);
            foreach (var name in names.Except(cursors.Select(c => c.Topic), StringComparer.Ordinal))
            {
                var position = removed.GetValueOrDefault(name)
                    ?? (positions is null ? lastEventId : positions.GetValueOrDefault(name, ""));
                cursors = cursors.Add(subscribe(name, subscription, position));
            }

            _hasBegun |= names.Length > 0;
            return cursors;
        }
        finally
        {
            bool isDisposed;
            lock (_gate)
            {
                (_cursors, isDisposed) = (cursors, _isDisposed);
            }

            if (isDisposed)
            {
                Unsubscribe(cursors);
            }
        }
    }

    /// <summary>The ID that combines the positions in all topics, for the deliverer.</summary>
    public static string Id(ImmutableArray<TopicCursor> cursors)
    {
        foreach (var cursor in cursors)
        {
            cursor.Report();
        }

        return string.Join(' ', cursors.Select(c => c.Part).Where(part => part.Length > 0)); // none: its position is not known yet
    }

    public void Dispose()
    {
        ImmutableArray<TopicCursor> cursors;
        lock (_gate)
        {
            (cursors, _isDisposed) = (_cursors, true);
        }

        Unsubscribe(cursors);
        _names.Dispose(); // code of the subscriber, which may throw
    }

    private static void Unsubscribe(ImmutableArray<TopicCursor> cursors)
    {
        foreach (var cursor in cursors)
        {
            cursor.Unsubscribe();
        }
    }

    private void EndWith(Notification<SseEvent> end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is null)
        {
            _subscription!.Resume();
        }
    }
}
