namespace Sse.Reactive.Testing;

/// <summary>Explains a failure by a mistake in the test: a late subscription, or a part of the sequence that runs in real time.</summary>
/// <param name="time">The virtual time.</param>
/// <param name="isLate">Whether the subscription began after virtual time had been played, in no given frame.</param>
internal sealed class FailureHints(VirtualTime time, bool isLate)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _begin = time.Now;
    private readonly object _lock = new();
    private string? _elsewhere;

    /// <summary>Notices a notification on another thread: virtual time is played on one thread.</summary>
    public void Recorded(object? item)
    {
        if (time.IsOnOtherThread)
        {
            lock (_lock)
            {
                _elsewhere ??= ValueFormatter.Format(item);
                Monitor.PulseAll(_lock);
            }
        }
    }

    public IEnumerable<string> Explain(int missing)
    {
        if (isLate)
        {
            var begin = TimeProgression.Format(time.FrameOf(_begin) * time.Frame);
            yield return $"Subscribed after {begin}: virtual time had been played to there.\n"
                + "To record several sequences from the first frame on, call Expect for all of them before the first ToBe or Run.";
        }

        if (ReceivedElsewhere(waits: missing > 0) is { } item)
        {
            yield return $"{item} arrived on another thread: a part of the sequence runs in real time.\n"
                + "Pass the Scheduler of this Marbles or SseScript to each operator that can take one, such as Throttle, Delay and "
                + "ObserveOn, and the Options of the SseScript to the client.";
        }
    }

    /// <summary>
    /// What arrived on another thread. The test has failed, so what is missing is given as much real time as virtual time has been played,
    /// up to a second.
    /// </summary>
    private string? ReceivedElsewhere(bool waits)
    {
        lock (_lock)
        {
            if (_elsewhere is null && waits)
            {
                Monitor.Wait(_lock, time.Now < LongestWait ? time.Now : LongestWait);
            }

            return _elsewhere;
        }
    }
}
