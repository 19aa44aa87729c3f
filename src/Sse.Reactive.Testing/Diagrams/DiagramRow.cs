namespace Sse.Reactive.Testing;

/// <summary>A sequence or lifetime to be drawn as one marble string.</summary>
internal sealed class DiagramRow
{
    public DiagramRow(IEnumerable<(long Frame, char Character)> symbols, long frames)
    {
        var frameGroups = symbols.GroupBy(symbol => symbol.Frame, symbol => symbol.Character);
        Cells = [.. frameGroups.Select(group => new DiagramCell(group.Key, TextOf(string.Concat(group))))];
        HasEnded = Cells.Count > 0 && Cells[^1].Text.AsSpan().ContainsAny(Symbol.Completion, Symbol.Error, Symbol.End);
        Frames = frames;
    }

    public IReadOnlyList<DiagramCell> Cells { get; }

    public bool HasEnded { get; }

    /// <summary>How many frames the row covers.</summary>
    public long Frames { get; }

    /// <summary>The first frame in which two rows differ; <see langword="null"/> if they are equal.</summary>
    public long? FirstDifference(DiagramRow other)
    {
        var different = Cells.Except(other.Cells).Union(other.Cells.Except(Cells)).ToList();
        return different.Count > 0 ? different.Min(cell => cell.Frame) : null;
    }

    private static string TextOf(string symbols) => symbols.Length == 1 ? symbols : $"({symbols})";
}
