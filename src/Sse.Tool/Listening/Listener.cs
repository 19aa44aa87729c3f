using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Sse.Tool.Formats;
using Sse.Tool.Output;
using Sse.Tool.Stats;

namespace Sse.Tool.Listening;

/// <summary>Prints what was asked for, up to where it was asked for.</summary>
internal sealed class Listener(Ask ask, IEventFormat format, Screen screen, Life life, LiveStats? stats, IScheduler scheduler)
{
    private DateTimeOffset _last;
    private int _printed;
    private bool _isOver;

    /// <summary>What it ends with. Until it has: what it would, were the stream over.</summary>
    public ExitCode ExitCode { get; private set; } = ask.Take is null && ask.Until is null ? ExitCode.Done : ExitCode.NotReached;

    /// <summary>What it ends with when <c>--for</c> is over, which counts from the subscription.</summary>
    public IObservable<ExitCode> TimeIsUp => ask.For is { } time
        ? Observable.Timer(time, scheduler).Select(_ => ExitCode) // what was waited for has come, or has not
        : Observable.Never<ExitCode>();

    /// <param name="signals">The connection.</param>
    /// <param name="stop">What ends it from outside, and with which code.</param>
    /// <returns>The events that are done, cold: printed, if they are to be, and out of our hands.</returns>
    public IObservable<SseEvent> Listen(IObservable<SseSignal> signals, IObservable<ExitCode> stop) => Observable.Defer(() =>
    {
        _last = scheduler.Now;
        return signals
            .Do(signal => stats?.Note(signal))
            .Do(life.Tell)
            .Events()
            .Do(Take)
            .TakeUntil(_ => _isOver) // behind the printing: what passes here is done
            .TakeUntil(stop.Merge(TimeIsUp).Do(code => ExitCode = code));
    });

    private void Take(SseEvent e)
    {
        if (SseGap.TryRead(e, out var gap))
        {
            life.Tell(gap);
        }
        else if (e.Data == ask.Until)
        {
            Reached();
        }
        else if (ask.Types.Count == 0 || ask.Types.Contains(e.Type))
        {
            Print(e);
        }
    }

    private void Print(SseEvent e)
    {
        var now = scheduler.Now;
        if (!screen.Print(paper => format.TryWrite(e, now - _last, paper)))
        {
            return;
        }

        _last = now;
        if (++_printed == ask.Take)
        {
            Reached();
        }
    }

    private void Reached()
    {
        _isOver = true;
        ExitCode = ExitCode.Done;
    }
}
