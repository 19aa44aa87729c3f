namespace Sse.Reactive.Testing;

/// <summary>A marble string, drawn as symbols on a line.</summary>
/// <param name="Label">The text to the left of the line.</param>
/// <param name="Diagram">The marble string.</param>
/// <param name="Captions">The texts below symbols.</param>
internal sealed record SymbolRow(string Label, Diagram Diagram, IReadOnlyDictionary<char, string> Captions) : PictureRow
{
    private readonly DiagramRow _row = Diagram.Row;

    public IReadOnlyList<DiagramCell> Cells => _row.Cells;

    /// <summary>The frame in which this row differs from its neighbor, if it is part of a comparison.</summary>
    public long? Difference { get; init; }

    /// <summary>Whether the time of the difference is written below this row.</summary>
    public bool MarksDifference { get; init; }

    public bool HasEnded => _row.HasEnded;

    /// <summary>The frame at which the line ends: that of the last symbol, or the end of the string.</summary>
    public long End => HasEnded ? Diagram.Symbols[^1].Frame : Diagram.Frames;

    /// <summary>The first frame of the solid part of the line.</summary>
    public long Start => Diagram.StartFrame;

    /// <summary>Whether there are symbols before the start, as in a hot observable: their part of the line is dotted.</summary>
    public bool StartsLate => Diagram.Symbols.Any(symbol => symbol.Frame < Start);

    public override string Text
    {
        get
        {
            var captions = Diagram.Symbols.Select(symbol => symbol.Character).Distinct().Where(Captions.ContainsKey)
                .Select(symbol => $"{symbol} = {Captions[symbol]}");
            return $"{Label}{(Label.Length > 0 ? ": " : "")}{string.Join(", ", captions.Prepend(Diagram.Text.Trim()))}";
        }
    }
}
