using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Sse.Tool;

/// <summary>
/// Counts signals and shows the statistics: in a terminal as a status line that is overwritten, elsewhere as one line per second. Writes a
/// last line at the end.
/// </summary>
internal sealed class LiveStats(ConsoleWriter console, Func<long> bytes, JsonPath? timestamp, IScheduler scheduler)
{
    private static readonly TimeSpan StatusLinePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(1);

    private readonly IStopwatch _stopwatch = scheduler.StartStopwatch();
    private volatile StreamStats _stats = new();

    private string Line => StatsLine.Format(_stats, bytes(), _stopwatch.Elapsed);

    public void Record(SseSignal signal)
    {
        var created = timestamp is not null && signal is SseSignal.Event { Value: var e } ? EventTimestamp.Find(e, timestamp) : null;
        _stats = _stats.Apply(signal, _stopwatch.Elapsed, scheduler.Now - created);
    }

    /// <param name="isTerminal">Whether the line is overwritten.</param>
    /// <param name="width">The width of the terminal in characters.</param>
    /// <returns>Disposing it writes the last line.</returns>
    public IDisposable Start(bool isTerminal, Func<int> width)
    {
        var ticks = Observable.Interval(isTerminal ? StatusLinePeriod : LinePeriod, scheduler).Subscribe(_ =>
        {
            if (isTerminal)
            {
                console.SetStatusLine(output => output.Write(Printable.Truncated(Line, width() - 1), TextStyle.Dim));
            }
            else
            {
                WriteLine();
            }
        });
        return Disposable.Create(() =>
        {
            ticks.Dispose();
            console.SetStatusLine(null);
            WriteLine();
        });
    }

    private void WriteLine() => console.WriteMessage(output => output.Write(Line, TextStyle.Dim));
}
