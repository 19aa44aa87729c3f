using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing;

/// <summary>A virtual-time scheduler whose time is counted in frames, from the moment this object is created.</summary>
internal sealed class VirtualTime
{
    /// <summary><c>TestScheduler</c> delays work that is due immediately by one tick. A frame of 10 ticks hides that.</summary>
    private static readonly TimeSpan MinFrame = TimeSpan.FromMicroseconds(1);

    private readonly DateTimeOffset _start;
    private readonly TimeSpan _overrun; // how far past the target time is played, for work that the scheduler delays by a tick
    private readonly Action<DateTimeOffset> _advanceTo;
    private readonly Action<TimeSpan> _skip;
    private readonly Action _stop;
    private readonly Func<bool> _isRunning;
    private TimeSpan? _skippedTo;
    private int _thread = Environment.CurrentManagedThreadId;

    private VirtualTime(
        IScheduler scheduler,
        TimeSpan? frame,
        TimeSpan overrun,
        Action<DateTimeOffset> advanceTo,
        Action<TimeSpan> skip,
        Action stop,
        Func<bool> isRunning)
    {
        Frame = ValidFrame(frame);
        Scheduler = new BoundedScheduler(scheduler);
        _start = scheduler.Now;
        _overrun = overrun;
        _advanceTo = advanceTo;
        _skip = skip;
        _stop = stop;
        _isRunning = isRunning;
    }

    public IScheduler Scheduler { get; }

    public TimeSpan Frame { get; }

    public TimeSpan Now => Scheduler.Now - _start;

    /// <summary>The length of a frame: the default, or what the caller chose.</summary>
    public static TimeSpan ValidFrame(TimeSpan? frame)
    {
        var valid = frame ?? TimeSpan.FromMilliseconds(1);
        return valid >= MinFrame
            ? valid
            : throw new ArgumentOutOfRangeException(nameof(frame), frame, "A frame must be at least one microsecond.");
    }

    public static VirtualTime Create(VirtualTimeSchedulerBase<long, long> scheduler, TimeSpan? frame)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        if (scheduler.Now.Ticks != scheduler.Clock)
        {
            throw new ArgumentException("The scheduler's clock must count ticks of 100 ns, as TestScheduler's does.", nameof(scheduler));
        }

        return new(
            scheduler,
            frame,
            MinFrame / 2,
            to => scheduler.AdvanceTo(to.Ticks),
            by => scheduler.Sleep(by.Ticks),
            scheduler.Stop,
            () => scheduler.IsEnabled);
    }

    public static VirtualTime Create(VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> scheduler, TimeSpan? frame)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new(scheduler, frame, TimeSpan.Zero, scheduler.AdvanceTo, scheduler.Sleep, scheduler.Stop, () => scheduler.IsEnabled);
    }

    public long FrameOf(TimeSpan time) => time.Ticks / Frame.Ticks;

    /// <summary>Whether the caller is on another thread than the test was when it last used virtual time.</summary>
    public bool IsOnOtherThread => Environment.CurrentManagedThreadId != _thread;

    /// <summary>The test is on this thread from now on: after an <c>await</c>, it may be on another one than before.</summary>
    public void Enter() => _thread = Environment.CurrentManagedThreadId;

    /// <summary>How many frames have begun. The current frame is included as soon as any of it has been played.</summary>
    public long FramesBegun => FrameOf(Now) + (Now == _skippedTo ? 0 : 1);

    /// <summary>Runs all work that is due up to and including a time, and work that the scheduler delays from there by a tick.</summary>
    public void PlayTo(TimeSpan until)
    {
        if (FrameOf(until) < FrameOf(Now))
        {
            throw new ArgumentOutOfRangeException(
                nameof(until),
                until,
                $"{TimeProgression.Format(until)} is in the past. "
                + $"Virtual time is at {TimeProgression.Format(FrameOf(Now) * Frame)}, and cannot run backwards.");
        }

        // A virtual-time scheduler runs nothing when it advances to the current time, so advance by one tick.
        var isHere = until <= Now;
        Advance(isHere ? Now : until, isHere && _overrun == TimeSpan.Zero ? TimeSpan.FromTicks(1) : _overrun);
    }

    /// <summary>
    /// Plays frames, counted from the start, up to the end of the last one. Work that is due at that time belongs to the next frame.
    /// </summary>
    public void PlayFrames(long count)
    {
        var end = count * Frame;
        if (end <= Now)
        {
            return;
        }

        Advance(end, TimeSpan.FromTicks(-1));
        _skip(end - Now);
        _skippedTo = end;
    }

    /// <summary>
    /// Runs code without the test framework's <see cref="SynchronizationContext"/>, which would move continuations out of virtual time.
    /// </summary>
    public static T WithoutSynchronizationContext<T>(Func<T> code)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return code();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Advance(TimeSpan until, TimeSpan offset)
    {
        Enter();
        if (_isRunning())
        {
            throw new InvalidOperationException(
                "Virtual time is already running. Call Run and ToBe from the test itself, not from a callback.");
        }

        if (until > DateTimeOffset.MaxValue - _start - Frame)
        {
            throw new ArgumentOutOfRangeException(nameof(until), until, "Virtual time cannot run past DateTimeOffset.MaxValue.");
        }

        var target = _start + until + offset;
        if (target <= Scheduler.Now)
        {
            return;
        }

        WithoutSynchronizationContext(() =>
        {
            try
            {
                _advanceTo(target);
                return true;
            }
            catch
            {
                _stop(); // otherwise the scheduler would count as running from now on
                throw;
            }
        });
    }
}
