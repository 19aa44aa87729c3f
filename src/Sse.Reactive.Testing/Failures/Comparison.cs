using System.Reactive;
using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>What was expected beside what was observed; the failure shows both as pictures.</summary>
internal static class Comparison
{
    public static void Assert<T>(string what, Score<T> expected, IReadOnlyList<ObservedMessage<T>> actual, VirtualTime time)
    {
        var notes = expected.Notes;
        if (notes.Count == actual.Count && notes.Zip(actual).All(pair => pair.First.Frame == time.FrameOf(pair.Second.At) && AreEqual(pair.First.What, pair.Second.What)))
        {
            return;
        }

        var legend = new Legend<T>(notes);
        var wanted = new Track(notes.Select(n => (n.Frame, n.Sign)), expected.Diagram.Frames);
        var seen = legend.TrackOf(actual, time);
        var message = new StringBuilder($"{what} not what was expected.\n\n");
        Draw(message, wanted, seen, time);
        message.AppendJoin("", legend.Lines.Select(line => $"\n    {line}"));
        throw TestFailure.Create(message.ToString());
    }

    public static string Show<T>(IReadOnlyList<ObservedMessage<T>> messages, VirtualTime time)
    {
        var legend = new Legend<T>(expected: null);
        var picture = new Picture(time.Frame, legend.TrackOf(messages, time));
        var frame = picture.OtherFrame is { } other ? [$"(a frame is {other})"] : Array.Empty<string>();
        return string.Join('\n', picture.Lines.Concat(frame).Concat(legend.Lines));
    }

    /// <summary>Two tracks, one above the other, and where they begin to differ.</summary>
    public static void Draw(StringBuilder message, Track expected, Track actual, VirtualTime time)
    {
        var picture = new Picture(time.Frame, expected, actual);
        message.Append($"    expected  {picture.Lines[0]}".TrimEnd()).Append('\n');
        message.Append($"    actual    {picture.Lines[1]}".TrimEnd()).Append('\n');
        if (expected.FirstDifference(actual) is { } frame)
        {
            var at = TimeStep.Write(frame * time.Frame);
            message.Append(' ', 14 + picture.ColumnOf(frame)).Append("^ ").Append(at == "0ms" ? "at the start" : $"after {at}");
            message.Append(picture.OtherFrame is { } other ? $" (drawn with frames of {other})\n" : "\n");
        }
    }

    private static bool AreEqual<T>(Notification<T> expected, Notification<T> actual) =>
        expected.Kind == actual.Kind && (expected.Kind != NotificationKind.OnNext || ValueEquality.AreEqual(expected.Value, actual.Value));
}
