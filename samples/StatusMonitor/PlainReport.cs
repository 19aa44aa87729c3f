using System.Globalization;
using System.Reactive;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>The same for a file or a pipe: a line when something happens to a connection, and at the end one for each stream.</summary>
internal sealed class PlainReport(TextWriter output)
{
    private readonly DateTimeOffset _start = DateTimeOffset.Now;

    public void Tell(string name, Timestamped<Notification<SseSignal>> happening)
    {
        var (what, detail) = happening.Value switch
        {
            { Kind: NotificationKind.OnNext, Value: SseSignal.Opened opened } => ("open", $"attempt {opened.Attempt}"),
            { Kind: NotificationKind.OnNext, Value: SseSignal.Disconnected lost } =>
                ("lost", string.Create(CultureInfo.InvariantCulture, $"{Cause.Describe(lost.Cause)}; next try in {lost.Delay.TotalSeconds:0.0} s")),
            { Kind: NotificationKind.OnNext, Value: SseSignal.LastEventIdOmitted id } => ("no id", id.Reason),
            { Kind: NotificationKind.OnNext, Value: SseSignal.Ended ended } => ("ended", Cause.Describe(ended.Cause)),
            { Kind: NotificationKind.OnError, Exception: { } error } => ("failed", Cause.Describe(error)),
            _ => ("", ""),
        };
        if (what.Length > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(happening.Timestamp - _start).TotalSeconds,7:0.00} s  {name,-24} {what,-6} {detail}"));
        }
    }

    public void Summarize(IEnumerable<StreamStatus> statuses)
    {
        foreach (var status in statuses)
        {
            var cause = status.LastCause.Length > 0 ? $", last cause: {status.LastCause}" : "";
            output.WriteLine($"{status.Name}: {status.State}, attempt {status.Attempts}, {status.Events} events, last ID '{Printable.Of(status.LastEventId)}'{cause}");
        }
    }
}
