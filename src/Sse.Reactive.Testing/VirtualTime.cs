using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A virtual-time scheduler, its time counted in frames from the moment this was made.</summary>
internal sealed class VirtualTime
{
    /// <summary>TestScheduler moves by a tick what is due at once; in a frame that is long enough, it does not show.</summary>
    private static readonly TimeSpan ShortestFrame = TimeSpan.FromMicroseconds(1);

    private readonly DateTimeOffset _start;
    private readonly Action<DateTimeOffset> _advanceTo;
    private readonly Action _stop;
    private readonly Func<bool> _isRunning;

    private VirtualTime(IScheduler scheduler, TimeSpan? frame, Action<DateTimeOffset> advanceTo, Action stop, Func<bool> isRunning)
    {
        Frame = frame ?? TimeSpan.FromMilliseconds(1);
        if (Frame < ShortestFrame)
        {
            throw new ArgumentOutOfRangeException(nameof(frame), frame, "A frame lasts at least a microsecond.");
        }

        Scheduler = scheduler;
        _start = scheduler.Now;
        _advanceTo = advanceTo;
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
            ? new(scheduler, frame, to => scheduler.AdvanceTo(to.Ticks), scheduler.Stop, () => scheduler.IsEnabled)
            : throw new ArgumentException("The scheduler's clock does not count ticks of 100 ns, as TestScheduler's does.", nameof(scheduler));
    }

    public static VirtualTime Over(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new(scheduler, frame, scheduler.AdvanceTo, scheduler.Stop, () => scheduler.IsEnabled);
    }

    public long FrameOf(TimeSpan instant) => instant.Ticks / Frame.Ticks;

    /// <summary>Plays what is due up to an instant; and, as it may come a few ticks late, half a frame more.</summary>
    public void PlayTo(TimeSpan until)
    {
        if (FrameOf(until) < FrameOf(Now))
        {
            throw new ArgumentOutOfRangeException(
                nameof(until), until, $"{TimeStep.Write(until)} is past: virtual time is at {TimeStep.Write(FrameOf(Now) * Frame)}, and does not run backwards.");
        }

        AdvanceTo(until, Frame / 2);
    }

    /// <summary>Plays a number of frames, counted from the start, to their end.</summary>
    public void PlayFrames(long count) => AdvanceTo(count * Frame, TimeSpan.FromTicks(-1));

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

    private void AdvanceTo(TimeSpan until, TimeSpan more)
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
