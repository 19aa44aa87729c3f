using System.Globalization;
using System.Reactive;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>
/// Reports to a file or a pipe: one line for each change of a connection, and one summary line for each stream at the end.
/// </summary>
internal sealed class LineReport(TextWriter output)
{
    /// <param name="name">The name of the stream.</param>
    /// <param name="notification">A signal, or the end of the sequence.</param>
    /// <param name="at">The time since the start.</param>
    public void Report(string name, Notification<SseSignal> notification, TimeSpan at)
    {
        var (change, detail) = notification switch
        {
            { Kind: NotificationKind.OnNext, Value: SseSignal.Opened opened } => ("open", $"attempt {opened.Attempt}"),
            { Kind: NotificationKind.OnNext, Value: SseSignal.Disconnected lost } =>
                ("lost", $"{CauseText.Describe(lost.Cause)}; reconnecting in {Seconds(lost.Delay)} s"),
            { Kind: NotificationKind.OnNext, Value: SseSignal.LastEventIdOmitted id } => ("no ID", id.Reason),
            { Kind: NotificationKind.OnNext, Value: SseSignal.Ended ended } => ("ended", CauseText.Describe(ended.Cause)),
            { Kind: NotificationKind.OnError, Exception: { } error } => ("failed", CauseText.Describe(error)),
            _ => ("", ""),
        };
        if (change.Length > 0)
        {
            var elapsed = at.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
            output.WriteLine($"{elapsed,7} s  {name,-24} {change,-6} {detail}");
        }
    }

    public void Summarize(IEnumerable<StreamStatus> statuses)
    {
        foreach (var status in statuses)
        {
            var cause = status.LastCause.Length > 0 ? $", last cause: {status.LastCause}" : "";
            var id = Printable.Of(status.LastEventId);
            output.WriteLine($"{status.Name}: {status.State}, attempt {status.Attempts}, {status.Events} events, last ID '{id}'{cause}");
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
