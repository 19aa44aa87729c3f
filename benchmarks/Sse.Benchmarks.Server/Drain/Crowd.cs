namespace Sse.Benchmarks.Server;

/// <summary>Subscribers of one stream, and what they have had together.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<Subscriber> _subscribers = [];
    private readonly Lock _gate = new();
    private long _events;
    private long _target = long.MaxValue;
    private TaskCompletionSource? _reached;

    /// <summary>How many have had an event.</summary>
    public int Reached => _subscribers.Count(s => s.Events > 0);

    /// <summary>How many bytes have come.</summary>
    public long Bytes => _subscribers.Sum(s => s.Bytes);

    public async Task OpenAsync(int port, string path, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _subscribers.Add(await Subscriber.OpenAsync(port, path, Count));
        }
    }

    /// <summary>Waits until they have had so many events together, and sees that each has had as many as the others.</summary>
    public async Task ReachedAsync(long events)
    {
        try
        {
            await SumReachedAsync(events).WaitAsync(Waiting.Deadline);
        }
        catch (TimeoutException)
        {
            var (least, most) = (_subscribers.Min(s => s.Events), _subscribers.Max(s => s.Events));
            throw new TimeoutException($"{_events} events of {events} have come, by the subscribers' count {_subscribers.Sum(s => s.Events)}; {least} to {most} to each.");
        }

        if (_subscribers.Exists(s => s.Events != events / _subscribers.Count))
        {
            throw new InvalidOperationException("Some have had other events than the rest.");
        }
    }

    public void Dispose() => _subscribers.ForEach(s => s.Dispose());

    private Task SumReachedAsync(long events)
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _events) > events)
            {
                throw new InvalidOperationException($"{_events} events have come where {events} were sent.");
            }

            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _target, events); // a full fence: whoever counts from now on sees the target, or is seen
            Look();
            return _reached.Task;
        }
    }

    private void Count(int events)
    {
        if (Interlocked.Add(ref _events, events) >= Volatile.Read(ref _target))
        {
            lock (_gate)
            {
                Look();
            }
        }
    }

    private void Look()
    {
        if (Volatile.Read(ref _events) >= _target)
        {
            _target = long.MaxValue;
            _reached!.SetResult();
        }
    }
}
