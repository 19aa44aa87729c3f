using System.Globalization;
using Spectre.Console;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>Formats the statuses as a table, one row for each stream.</summary>
internal static class StatusTable
{
    public static Table Create(IEnumerable<StreamStatus> statuses, TimeSpan now)
    {
        var table = new Table().RoundedBorder().AddColumns(
            new TableColumn("Stream"), new TableColumn("State"), Right("Attempt"), Right("Retry in"), Right("Events"), Right("Events/s"),
            new TableColumn("Last ID"), new TableColumn("Last cause"));
        foreach (var status in statuses)
        {
            // Text, not markup: text from a server may contain brackets.
            table.AddRow(
                new Text(status.Name),
                new Text(status.State.ToString(), StyleOf(status.State)),
                Number(status.Attempts, "0"),
                Number(status.RemainingDelayAt(now)?.TotalSeconds, "0.0 s"),
                Number(status.Events, "0"),
                Number(status.Rate.At(now), "0.0"),
                new Text(Printable.Of(status.LastEventId)),
                new Text(status.LastCause));
        }

        return table;
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static Text Number(double? value, string format) => new(value?.ToString(format, CultureInfo.InvariantCulture) ?? "");

    private static Style StyleOf(SseConnectionState state) => new(state switch
    {
        SseConnectionState.Open => Color.Green,
        SseConnectionState.Connecting => Color.Yellow,
        _ => Color.Grey,
    });
}
