namespace Sse.Reactive.Testing;

/// <summary>What is to be drawn as a marble string: signs, each in a frame, up to some frame.</summary>
internal sealed class Track
{
    public Track(IEnumerable<(long Frame, char Sign)> signs, long frames)
    {
        Cells = [.. signs.GroupBy(s => s.Frame, s => s.Sign).Select(group => new Cell(group.Key, TextOf(string.Concat(group))))];
        HasEnded = Cells.Count > 0 && Cells[^1].Text.AsSpan().ContainsAny(Mark.Completion, Mark.Error, Mark.End);
        Frames = frames;
    }

    /// <summary>What stands in a frame: a sign, or a group of them.</summary>
    public readonly record struct Cell(long Frame, string Text);

    public IReadOnlyList<Cell> Cells { get; }

    public bool HasEnded { get; }

    /// <summary>How many frames it tells of.</summary>
    public long Frames { get; }

    /// <summary>The first frame in which this says something else than another one.</summary>
    public long? FirstDifference(Track other)
    {
        var different = Cells.Except(other.Cells).Union(other.Cells.Except(Cells)).ToList();
        return different.Count > 0 ? different.Min(cell => cell.Frame) : null;
    }

    private static string TextOf(string signs) => signs.Length == 1 ? signs : $"({signs})";
}
