using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Which subscriptions or connections were expected, beside those that there were.</summary>
internal static class SpanComparison
{
    public static void Assert(string what, string one, IReadOnlyList<Diagram> expected, IReadOnlyList<Span> actual, VirtualTime time)
    {
        var wanted = expected.Select(d => d.Marks.Select(m => (m.Frame, m.Sign)).ToList()).ToList();
        var seen = actual.Select(span => SignsOf(span, time)).ToList();
        if (wanted.Count == seen.Count && wanted.Zip(seen).All(pair => pair.First.SequenceEqual(pair.Second)))
        {
            return;
        }

        var message = new StringBuilder($"{what} not what was expected: {expected.Count} expected, {actual.Count} seen.\n");
        for (var i = 0; i < Math.Max(wanted.Count, seen.Count); i++)
        {
            message.Append("\n  ").Append(one).Append(' ').Append(i + 1).Append('\n');
            Comparison.Draw(
                message,
                i < wanted.Count ? new(wanted[i], expected[i].Frames) : new([], 0),
                i < seen.Count ? new(seen[i], time.FramesBegun) : new([], 0),
                time);
        }

        throw TestFailure.Create(message.ToString().TrimEnd());
    }

    private static List<(long Frame, char Sign)> SignsOf(Span span, VirtualTime time)
    {
        List<(long, char)> signs = [(time.FrameOf(span.From), Mark.Start)];
        if (span.To is { } end)
        {
            signs.Add((time.FrameOf(end), Mark.End));
        }

        return signs;
    }
}
