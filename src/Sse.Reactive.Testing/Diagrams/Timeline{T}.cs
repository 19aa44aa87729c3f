using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>The notifications that a marble string stands for, and their frames.</summary>
/// <param name="Diagram">The marble string.</param>
/// <param name="Entries">The notifications, in order.</param>
internal sealed record Timeline<T>(Diagram Diagram, IReadOnlyList<TimelineEntry<T>> Entries)
{
    /// <summary>Schedules the notifications, with <c>^</c> at the current time. Notifications before <c>^</c> are skipped.</summary>
    public IDisposable Play(IObserver<T> observer, IScheduler scheduler, TimeSpan frame) =>
        new CompositeDisposable(Entries
            .Where(entry => entry.Frame >= Diagram.StartFrame)
            .Select(entry => scheduler.Schedule((entry.Frame - Diagram.StartFrame) * frame, () => entry.Notification.Accept(observer))));
}
