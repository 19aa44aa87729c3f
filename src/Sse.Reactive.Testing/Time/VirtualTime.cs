using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A virtual-time scheduler, its time counted in frames from the moment this was made.</summary>
internal sealed class VirtualTime
{
    /// <summary>TestScheduler moves by a tick what is due at once; in a frame that is long enough, it does not show.</summary>
    private static readonly TimeSpan ShortestFrame = TimeSpan.FromMicroseconds(1);

    private readonly DateTimeOffset _start;
    private readonly TimeSpan _lateness;
    private readonly Action<DateTimeOffset> _advanceTo;
    private readonly Action<TimeSpan> _skip;
    private readonly Action _stop;
    private readonly Func<bool> _isRunning;
    private TimeSpan? _unplayed;

    private VirtualTime(
        IScheduler scheduler, TimeSpan? frame, TimeSpan lateness, Action<DateTimeOffset> advanceTo, Action<TimeSpan> skip, Action stop, Func<bool> isRunning)
    {
        Frame = frame ?? TimeSpan.FromMilliseconds(1);
        if (Frame < ShortestFrame)
        {
            throw new ArgumentOutOfRangeException(nameof(frame), frame, "A frame lasts at least a microsecond.");
        }

        Scheduler = new BoundedScheduler(scheduler);
        _start = scheduler.Now;
        _lateness = lateness;
        _advanceTo = advanceTo;
        _skip = skip;
        _stop = stop;
        _isRunning = isRunning;
    }

    public IScheduler Scheduler { get; }

    public TimeSpan Frame { get; }

    public TimeSpan Now => Scheduler.Now - _start;

    public static VirtualTime Over(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return scheduler.Now.Ticks == scheduler.Clock
            ? new(
                scheduler, frame, ShortestFrame / 2, to => scheduler.AdvanceTo(to.Ticks), by => scheduler.Sleep(by.Ticks), scheduler.Stop, () => scheduler.IsEnabled)
            : throw new ArgumentException("The scheduler's clock does not count ticks of 100 ns, as TestScheduler's does.", nameof(scheduler));
    }

    public static VirtualTime Over(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new(scheduler, frame, TimeSpan.Zero, scheduler.AdvanceTo, scheduler.Sleep, scheduler.Stop, () => scheduler.IsEnabled);
    }

    public long FrameOf(TimeSpan instant) => instant.Ticks / Frame.Ticks;

    /// <summary>How many frames have been played, the one that virtual time is in included, unless nothing of it was played yet.</summary>
    public long FramesBegun => FrameOf(Now) + (Now == _unplayed ? 0 : 1);

    /// <summary>Plays what is due up to an instant, and at it; and, where it may come a few ticks late, those ticks.</summary>
    public void PlayTo(TimeSpan until)
    {
        if (FrameOf(until) < FrameOf(Now))
        {
            throw new ArgumentOutOfRangeException(
                nameof(until), until, $"{TimeStep.Write(until)} is past: virtual time is at {TimeStep.Write(FrameOf(Now) * Frame)}, and does not run backwards.");
        }

        // Schedulers play nothing on the way to where they are: what is due now takes a tick.
        var isHere = until <= Now;
        Advance(isHere ? Now : until, isHere && _lateness == TimeSpan.Zero ? TimeSpan.FromTicks(1) : _lateness);
    }

    /// <summary>Plays a number of frames, counted from the start, to their end; what is due there belongs to the next frame.</summary>
    public void PlayFrames(long count)
    {
        var end = count * Frame;
        if (end <= Now)
        {
            return;
        }

        Advance(end, TimeSpan.FromTicks(-1));
        _skip(end - Now);
        _unplayed = end;
    }

    /// <summary>What completes in virtual time has to go on there, and not on the context that a test framework may have set.</summary>
    public static T WithoutContext<T>(Func<T> work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Advance(TimeSpan until, TimeSpan more)
    {
        if (_isRunning())
        {
            throw new InvalidOperationException("Virtual time is running already. Run it and expect from the test itself, not from what happens within.");
        }

        if (until > DateTimeOffset.MaxValue - _start - Frame)
        {
            throw new ArgumentOutOfRangeException(nameof(until), until, "This is past the end of time.");
        }

        var target = _start + until + more;
        if (target <= Scheduler.Now)
        {
            return;
        }

        WithoutContext(() =>
        {
            try
            {
                _advanceTo(target);
                return true;
            }
            catch
            {
                _stop(); // else it would count as running for ever
                throw;
            }
        });
    }
}
