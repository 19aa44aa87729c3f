using System.Diagnostics;
using System.Reactive.Linq;
using Spectre.Console;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>
/// Watches streams until cancelled or until all of them have ended. Shows a live table in a terminal, and lines elsewhere.
/// </summary>
internal static class StreamMonitor
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(
        IReadOnlyCollection<(string Name, Uri Uri)> streams, SseOptions options, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew(); // not the wall clock, which may be set
        var report = new LineReport(Console.Out);
        var isLive = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

        // One connection for each stream, whose signals are folded into a status.
        IObservable<StreamStatus> StatusOf((string Name, Uri Uri) stream) => SseObservable.Signals(stream.Uri, options)
            .Materialize()
            .Do(notification =>
            {
                if (!isLive)
                {
                    report.Report(stream.Name, notification, clock.Elapsed);
                }
            })
            .Scan(new StreamStatus(stream.Name), (status, notification) => status.Apply(notification, clock.Elapsed))
            .StartWith(new StreamStatus(stream.Name));

        IList<StreamStatus> latest = [];
        var statuses = streams.Select(StatusOf).CombineLatest().Do(all => latest = all);
        if (isLive)
        {
            await AnsiConsole.Live(new Table()).StartAsync(async table =>
            {
                await UntilCancelledAsync(
                    statuses.Publish(all => Observable.Interval(RefreshInterval)
                        .WithLatestFrom(all, (_, now) => now)
                        .TakeUntil(all.LastOrDefaultAsync())),
                    now => table.UpdateTarget(StatusTable.Create(now, clock.Elapsed)));
                table.UpdateTarget(StatusTable.Create(latest, clock.Elapsed));
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
                // The time has elapsed, or Ctrl+C was pressed: the connections are closed.
            }
        }
    }
}
