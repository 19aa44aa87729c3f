using System.Text;

namespace Sse.Reactive.Testing;

/// <summary>Compares recorded subscriptions or connections with the expected ones. A failure shows each pair as marble strings.</summary>
internal static class LifetimeAssertion
{
    /// <param name="noun">What is compared, in the singular: a subscription, a connection.</param>
    /// <param name="expected">The expected lifetimes.</param>
    /// <param name="actual">The recorded lifetimes.</param>
    /// <param name="time">The virtual time.</param>
    public static void Assert(string noun, IReadOnlyList<Diagram> expected, IReadOnlyList<Lifetime> actual, VirtualTime time)
    {
        var expectedSymbols = expected.Select(diagram => diagram.Symbols.Select(s => (s.Frame, s.Character)).ToList()).ToList();
        var actualSymbols = actual.Select(lifetime => SymbolsOf(lifetime, time)).ToList();
        if (expected.Count == actual.Count && expectedSymbols.Zip(actualSymbols).All(pair => pair.First.SequenceEqual(pair.Second)))
        {
            return;
        }

        var message = new StringBuilder($"The {noun}s are not as expected: {expected.Count} expected, {actual.Count} actual.\n");
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            message.Append("\n  ").Append(noun).Append(' ').Append(i + 1).Append('\n');
            DiagramComparison.Append(
                message,
                i < expected.Count ? new(expectedSymbols[i], expected[i].Frames) : new([], 0),
                i < actual.Count ? new(actualSymbols[i], time.FramesBegun) : new([], 0),
                time);
        }

        throw TestFailure.Create(message.ToString().TrimEnd());
    }

    private static List<(long Frame, char Character)> SymbolsOf(Lifetime lifetime, VirtualTime time)
    {
        List<(long, char)> symbols = [(time.FrameOf(lifetime.Begin), Symbol.Start)];
        if (lifetime.End is { } end)
        {
            symbols.Add((time.FrameOf(end), Symbol.End));
        }

        return symbols;
    }
}
