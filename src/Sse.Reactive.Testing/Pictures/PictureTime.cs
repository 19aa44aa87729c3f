namespace Sse.Reactive.Testing;

/// <summary>The horizontal position of each frame. Long spans without symbols are drawn short.</summary>
internal sealed class PictureTime
{
    /// <summary>How wide a frame is drawn.</summary>
    public const double Width = 24;

    private const long LongestSpan = 12; // in frames; longer ones are drawn as a break
    private const double BreakWidth = 4 * Width;

    private readonly List<(long From, long To, double X)> _spans = [];

    public PictureTime(IReadOnlyList<SymbolRow> rows)
    {
        var cells = rows.SelectMany(row => row.Cells).ToList();
        var stops = rows.Select(row => row.Diagram.Frames)
            .Concat(cells.Select(cell => cell.Frame))
            .Concat(cells.Select(End))
            .Append(0)
            .Distinct()
            .Order()
            .ToList();
        var x = 0.0;
        foreach (var (from, to) in stops.Zip(stops.Skip(1)))
        {
            _spans.Add((from, to, x));
            x += IsBreak(from, to) ? BreakWidth : (to - from) * Width;
        }

        LastFrame = stops[^1];
        Length = Math.Max(x, Width);
    }

    public long LastFrame { get; }

    /// <summary>The width of all frames.</summary>
    public double Length { get; }

    /// <summary>The spans that are drawn short, with their positions.</summary>
    public IEnumerable<(long From, long To, double X, double EndX)> Breaks =>
        _spans.Where(span => IsBreak(span.From, span.To)).Select(span => (span.From, span.To, span.X, span.X + BreakWidth));

    /// <summary>The position of a frame's beginning. Frames within a break have none.</summary>
    public double? XOf(long frame)
    {
        if (frame >= LastFrame)
        {
            return Length;
        }

        var (from, to, x) = _spans.Last(span => span.From <= frame);
        return frame == from ? x
            : IsBreak(from, to) ? null
            : x + (frame - from) * Width;
    }

    /// <summary>A group takes as many frames as it has characters.</summary>
    private static long End(DiagramCell cell) => cell.Frame + cell.Text.Length;

    private static bool IsBreak(long from, long to) => to - from > LongestSpan;
}
