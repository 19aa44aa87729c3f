using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Sse.Tool.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Stats;

/// <summary>Counts, and shows: in a terminal a line that is written over, elsewhere a line each second; and a last one at the end.</summary>
internal sealed class LiveStats(Screen screen, Func<long> bytes, JsonPath? madeAt, IScheduler scheduler)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private volatile StreamStats _stats = new();

    private string Line => StatsLine.Of(_stats, bytes(), scheduler.Now);

    public void Note(SseSignal signal) =>
        _stats = _stats.After(signal, scheduler.Now, madeAt is not null && signal is SseSignal.Event { Value: var e } ? MadeAt.Of(e, madeAt) : null);

    /// <param name="isLive">Whether it is written over.</param>
    /// <param name="width">How many characters a line has.</param>
    /// <returns>What shows the last line.</returns>
    public IDisposable Show(bool isLive, Func<int> width)
    {
        var ticks = Observable.Interval(isLive ? Frame : Period, scheduler).Subscribe(_ =>
        {
            if (isLive)
            {
                screen.SetLive(paper => paper.Write(Printable.Short(Line, width() - 1), Ink.Dim));
            }
            else
            {
                Tell();
            }
        });
        return Disposable.Create(() =>
        {
            ticks.Dispose();
            screen.SetLive(null);
            Tell();
        });
    }

    private void Tell() => screen.Tell(paper => paper.Write(Line, Ink.Dim));
}
