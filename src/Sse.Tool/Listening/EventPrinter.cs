using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Tool;

/// <summary>Prints the events that the request selects, and ends where the request says.</summary>
internal sealed class EventPrinter(
    ListenRequest request, IEventFormat format, ConsoleWriter console, ConnectionReport report, LiveStats? stats, IScheduler scheduler)
{
    private readonly ErrorCheck _errors = new(request);
    private IStopwatch _stopwatch = null!;
    private TimeSpan _lastPrintedAt;
    private int _printed;
    private bool _isMissing = request.Expected is not null;
    private bool _isDone;

    /// <summary>The exit code. While events are printed: the code to exit with if the stream ended now.</summary>
    public ExitCode ExitCode
    {
        get => report.HasFailed && field is (ExitCode.Done or ExitCode.NotReached) ? ExitCode.Failed : field;
        private set;
    } = HasEnd(request) || request.Expected is not null ? ExitCode.NotReached : ExitCode.Done;

    /// <summary>Emits the current <see cref="ExitCode"/> once the time of <c>--for</c> has elapsed since the subscription.</summary>
    public IObservable<ExitCode> DurationElapsed => request.Duration is { } duration
        ? Observable.Timer(duration, scheduler).Select(_ => ExitCode)
        : Observable.Never<ExitCode>();

    /// <param name="signals">The connection.</param>
    /// <param name="stop">Stops printing, with this exit code.</param>
    /// <returns>A cold sequence of the events that were handled: printed and flushed, or skipped.</returns>
    public IObservable<SseEvent> Print(IObservable<SseSignal> signals, IObservable<ExitCode> stop) => Observable.Defer(() =>
    {
        _stopwatch = scheduler.StartStopwatch();
        return signals
            .Do(signal => stats?.Record(signal))
            .Do(report.Report)
            .Do(Check)
            .TakeUntil(_ => _isDone)
            .Events()
            .Do(Handle)
            .TakeUntil(_ => _isDone) // after Handle, so that a checkpoint never covers an event that was not printed
            .TakeUntil(stop.Merge(DurationElapsed).Do(code => ExitCode = code));
    });

    private static bool HasEnd(ListenRequest request) => request is not
    {
        Take: null,
        Until: null,
        UntilTypes.Count: 0,
        Call: null,
    };

    private void Check(SseSignal signal)
    {
        if (signal is not SseSignal.LinesIgnored lines)
        {
            return;
        }

        if (_errors.Find(lines) is { } error)
        {
            report.ReportError(error);
        }

        if (_errors.IsEnd(lines))
        {
            Finish();
        }
    }

    private void Handle(SseEvent e)
    {
        if (request.Expected?.IsIn(e) == true)
        {
            SetMissing(false);
        }
        else if (request.Expected is not null && HasMoreOfTheAnswer(e))
        {
            SetMissing(true);
        }

        if (SseGap.TryRead(e, out var gap))
        {
            report.Report(gap, isError: _errors.IsAnswer);
            return;
        }

        var isEnd = e.Data == request.Until || request.UntilTypes.Any(last => EventTypes.IsOf(e, last));
        var error = _errors.Find(e, isEnd);
        if (error is not null)
        {
            report.ReportError(error);
        }

        if (isEnd)
        {
            Finish();
        }
        else if (request.Prints(e)
            && (error is null || request.Format != OutputFormat.JsonValue || _errors.HasText(e)))
        {
            PrintEvent(e);
        }

        if (request.Call?.IsAnsweredBy(e) == true)
        {
            Finish();
        }
    }

    /// <summary>With <c>--json</c>, what is printed is the answer. Otherwise an event may also be usage, or a heartbeat.</summary>
    private bool HasMoreOfTheAnswer(SseEvent e) =>
        request.Format == OutputFormat.JsonValue && request.Prints(e) && request.JsonPath!.IsIn(e);

    private void SetMissing(bool isMissing)
    {
        _isMissing = isMissing;
        ExitCode = isMissing || HasEnd(request) ? ExitCode.NotReached : ExitCode.Done;
    }

    private void PrintEvent(SseEvent e)
    {
        var now = _stopwatch.Elapsed;
        if (!console.WriteEvent(output => format.TryWrite(e, now - _lastPrintedAt, output)))
        {
            return;
        }

        _lastPrintedAt = now;
        if (++_printed == request.Take)
        {
            Finish();
        }
    }

    private void Finish()
    {
        _isDone = true;
        ExitCode = _isMissing ? ExitCode.NotReached : ExitCode.Done;
    }
}
