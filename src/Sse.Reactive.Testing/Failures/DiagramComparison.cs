using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Draws the expected row above the actual one, and marks the first difference.</summary>
internal static class DiagramComparison
{
    private const string Expected = "    expected  ";
    private const string Actual = "    actual    ";

    public static void Append(StringBuilder message, DiagramRow expected, DiagramRow actual, VirtualTime time)
    {
        var drawn = new DiagramRenderer(time.Frame, expected, actual);
        message.Append((Expected + drawn.Lines[0]).TrimEnd()).Append('\n');
        message.Append((Actual + drawn.Lines[1]).TrimEnd()).Append('\n');
        if (expected.FirstDifference(actual) is { } frame)
        {
            var at = TimeProgression.Format(frame * time.Frame);
            message.Append(' ', Expected.Length + drawn.ColumnOf(frame)).Append("^ ").Append(at == "0ms" ? "at the start" : $"after {at}");
            message.Append(drawn.ShorterFrame is { } shorter ? $" (drawn with frames of {shorter})\n" : "\n");
        }
    }
}
