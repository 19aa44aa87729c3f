using System.Reactive.Linq;
using Spectre.Console;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>Watches streams until told to stop, or until all of them have ended: a live table, or lines where there is no terminal.</summary>
internal static class Watch
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(IReadOnlyCollection<(string Name, Uri Uri)> streams, SseOptions options, CancellationToken cancellationToken)
    {
        var report = new PlainReport(Console.Out);
        var isLive = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

        // One connection for each stream; its whole life, folded into what there is to know.
        IObservable<StreamStatus> StatusOf((string Name, Uri Uri) stream) => SseObservable.Signals(stream.Uri, options)
            .Materialize()
            .Timestamp()
            .Do(happening =>
            {
                if (!isLive)
                {
                    report.Tell(stream.Name, happening);
                }
            })
            .Scan(new StreamStatus(stream.Name), (status, happening) => status.After(happening))
            .StartWith(new StreamStatus(stream.Name));

        IList<StreamStatus> latest = [];
        var statuses = streams.Select(StatusOf).CombineLatest().Do(all => latest = all);
        if (isLive)
        {
            await AnsiConsole.Live(new Table()).StartAsync(async screen =>
            {
                await UntilCancelledAsync(
                    statuses.Publish(all => Observable.Interval(Frame).WithLatestFrom(all, (_, now) => now).TakeUntil(all.LastOrDefaultAsync())),
                    now => screen.UpdateTarget(StatusTable.Of(now, DateTimeOffset.Now)));
                screen.UpdateTarget(StatusTable.Of(latest, DateTimeOffset.Now));
            });
        }
        else
        {
            await UntilCancelledAsync(statuses, _ => { });
            report.Summarize(latest);
        }

        async Task UntilCancelledAsync<T>(IObservable<T> source, Action<T> onNext)
        {
            try
            {
                await source.ForEachAsync(onNext, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The time is up, or Ctrl+C: the connections are closed.
            }
        }
    }
}
