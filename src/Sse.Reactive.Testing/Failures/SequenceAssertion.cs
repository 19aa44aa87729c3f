using System.Reactive;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Compares a recorded sequence with the expected one. A failure shows both as marble strings.</summary>
internal static class SequenceAssertion
{
    /// <param name="failure">The first line of the failure.</param>
    /// <param name="expected">The expected notifications.</param>
    /// <param name="actual">The recorded notifications.</param>
    /// <param name="time">The virtual time.</param>
    /// <param name="hints">Explains a failure, given how many notifications are missing.</param>
    public static void Assert<T>(
        string failure,
        Timeline<T> expected,
        IReadOnlyList<ObservedMessage<T>> actual,
        VirtualTime time,
        Func<int, IEnumerable<string>>? hints)
    {
        var entries = expected.Entries;
        if (entries.Count == actual.Count && entries.Zip(actual).All(pair => AreEqual(pair.First, pair.Second, time)))
        {
            return;
        }

        var legend = new Legend<T>(entries);
        var expectedRow = new DiagramRow(entries.Select(entry => (entry.Frame, entry.Character)), expected.Diagram.Frames);
        var actualRow = legend.CreateRow(actual, time);
        var message = new StringBuilder(failure).Append("\n\n");
        DiagramComparison.Append(message, expectedRow, actualRow, time);
        message.AppendJoin("", legend.Lines.Select(line => $"\n    {line}"));
        foreach (var hint in hints?.Invoke(entries.Count - actual.Count) ?? [])
        {
            message.Append("\n\n").Append(hint);
        }

        throw TestFailure.Create(message.ToString());
    }

    private static bool AreEqual<T>(TimelineEntry<T> expected, ObservedMessage<T> actual, VirtualTime time) =>
        expected.Frame == time.FrameOf(actual.At) && AreEqual(expected.Notification, actual.Notification);

    private static bool AreEqual<T>(Notification<T> expected, Notification<T> actual) =>
        expected.Kind == actual.Kind && (expected.Kind != NotificationKind.OnNext || ValueEquality.AreEqual(expected.Value, actual.Value));
}
