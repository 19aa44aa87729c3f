namespace Sse.Benchmarks.Server;

/// <summary>Subscribers of one stream, with the total number of events they have received.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<Subscriber> _subscribers = [];
    private readonly Lock _gate = new();
    private long _events;
    private long _target = long.MaxValue;
    private TaskCompletionSource? _reached;

    /// <summary>How many subscribers have received an event.</summary>
    public int Reached => _subscribers.Count(s => s.Events > 0);

    /// <summary>How many events all subscribers have received.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>How many bytes all subscribers have received.</summary>
    public long Bytes => _subscribers.Sum(s => s.Bytes);

    public async Task OpenAsync(int port, string path, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _subscribers.Add(await Subscriber.OpenAsync(port, path, Count));
        }
    }

    /// <summary>Waits for a total number of events, and checks that each subscriber has received the same number.</summary>
    public async Task ReachedAsync(long events)
    {
        try
        {
            await SumReachedAsync(events).WaitAsync(Waiting.Deadline);
        }
        catch (TimeoutException)
        {
            var (least, most) = (_subscribers.Min(s => s.Events), _subscribers.Max(s => s.Events));
            throw new TimeoutException(
                $"{_events} of {events} events were received (sum of the subscribers: {_subscribers.Sum(s => s.Events)}), "
                + $"{least} to {most} by each.");
        }

        if (_subscribers.Exists(s => s.Events != events / _subscribers.Count))
        {
            throw new InvalidOperationException("The subscribers have received different numbers of events.");
        }
    }

    /// <summary>Waits for a total number of events, or more of them.</summary>
    public Task PassedAsync(long events) => WhenAsync(events).WaitAsync(Waiting.Deadline);

    public void Dispose() => _subscribers.ForEach(s => s.Dispose());

    private async Task SumReachedAsync(long events)
    {
        await WhenAsync(events);
        if (Volatile.Read(ref _events) > events)
        {
            throw new InvalidOperationException($"{_events} events were received, but {events} were sent.");
        }
    }

    private Task WhenAsync(long events)
    {
        lock (_gate)
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            // A full fence: a thread that counts after it sees the target; the count of one before it is seen here.
            Interlocked.Exchange(ref _target, events);
            CompleteIfReached();
            return _reached.Task;
        }
    }

    private void Count(int events)
    {
        if (Interlocked.Add(ref _events, events) >= Volatile.Read(ref _target))
        {
            lock (_gate)
            {
                CompleteIfReached();
            }
        }
    }

    private void CompleteIfReached()
    {
        if (Volatile.Read(ref _events) >= _target)
        {
            _target = long.MaxValue;
            _reached!.SetResult();
        }
    }
}
