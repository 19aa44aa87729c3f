using System.Xml.Linq;

namespace Sse.Reactive.Testing;

/// <summary>Draws one marble string: its label, its line, its symbols and their captions.</summary>
internal sealed class RowPainter(TimeSpan frame, PictureTime time, double margin, double left, double right, List<char> letters)
{
    private const double Radius = 10;
    private const double RowHeight = 34;
    private const double LaneHeight = 15;

    /// <summary>Draws a row below a position.</summary>
    /// <returns>Its height.</returns>
    public double Paint(SymbolRow row, double top, List<XElement> body)
    {
        var y = top + RowHeight / 2;
        var lanes = new CaptionLanes(left - PictureTime.Width / 2, right);
        var captions = Captions(row, y, lanes).ToList();
        var height = RowHeight + lanes.Count * LaneHeight;
        if (row.Difference is { } difference)
        {
            body.Add(Svg.Element(
                "rect",
                ("class", "difference"),
                ("x", X(difference) - PictureTime.Width / 2),
                ("y", top),
                ("width", PictureTime.Width),
                ("height", height)));
        }

        if (row.Label.Length > 0)
        {
            body.Add(Svg.Element("text", row.Label, ("class", "muted"), ("x", margin), ("y", y + 4)));
        }

        body.AddRange(Lines(row, y));
        body.AddRange(row.Cells.SelectMany(cell => Symbols(cell, y)));
        body.AddRange(captions);
        return height;
    }

    private double X(long frame) => left + time.XOf(frame)!.Value;

    private static string SymbolsOf(DiagramCell cell) => cell.Text.Length == 1 ? cell.Text : cell.Text[1..^1];

    /// <summary>Symbols of a group are drawn side by side, from its frame on.</summary>
    private IEnumerable<(char Symbol, double X)> Positions(DiagramCell cell) =>
        SymbolsOf(cell).Select((symbol, i) => (symbol, X(cell.Frame) + i * (PictureTime.Width - 2)));

    private IEnumerable<XElement> Lines(SymbolRow row, double y)
    {
        if (row.StartsLate)
        {
            yield return Svg.Line(left, y, X(row.Start), y, "faint");
        }

        var from = X(row.Start);
        foreach (var (first, _, x, endX) in time.Breaks.Where(skipped => skipped.From >= row.Start && skipped.From < row.End))
        {
            if (left + x > from)
            {
                yield return Svg.Line(from, y, left + x, y, "line");
            }

            yield return Svg.Line(left + x, y, left + endX, y, "faint");
            from = left + endX;
        }

        var end = X(row.End);
        if (end > from)
        {
            yield return Svg.Line(from, y, end, y, "line");
        }

        if (!row.HasEnded)
        {
            yield return Svg.Element("path", ("class", "line"), ("d", $"M{Svg.Text(end - 5)} {Svg.Text(y - 4)}l5 4l-5 4"));
        }
    }

    private IEnumerable<XElement> Symbols(DiagramCell cell, double y)
    {
        var positions = Positions(cell).ToList();
        if (positions.Count > 1)
        {
            yield return Svg.Element(
                "rect",
                ("class", "box"),
                ("x", positions[0].X - Radius - 3),
                ("y", y - Radius - 3),
                ("width", positions[^1].X - positions[0].X + 2 * Radius + 6),
                ("height", 2 * Radius + 6),
                ("rx", Radius + 3));
        }

        foreach (var element in positions.SelectMany(position => Draw(position.Symbol, position.X, y)))
        {
            yield return element;
        }
    }

    private IEnumerable<XElement> Draw(char symbol, double x, double y)
    {
        var (at, level) = (Svg.Text(x), Svg.Text(y));
        return symbol switch
        {
            Symbol.Completion => [Svg.Line(x, y - Radius, x, y + Radius, "bar")],
            Symbol.Error => [Svg.Element("path", ("class", "cross"), ("d", $"M{at} {level}m-7 -7l14 14m0 -14l-14 14"))],
            Symbol.Start => [Svg.Element("path", ("class", "mark"), ("d", $"M{at} {Svg.Text(y - 1)}l6 10h-12z"))],
            Symbol.End => [Svg.Line(x, y - 6, x, y + 6, "bar")],
            _ =>
            [
                Svg.Element("circle", ("class", ColorOf(symbol)), ("cx", x), ("cy", y), ("r", Radius)),
                Svg.Element("text", $"{symbol}", ("x", x), ("y", y + 4), ("text-anchor", "middle")),
            ],
        };
    }

    private string ColorOf(char letter) => $"m{letters.IndexOf(letter) % PictureStyle.MarbleColors}";

    private IEnumerable<XElement> Captions(SymbolRow row, double y, CaptionLanes lanes)
    {
        var texts = row.Cells.SelectMany(Positions)
            .Where(position => row.Captions.ContainsKey(position.Symbol))
            .Select(position => (position.X, Text: row.Captions[position.Symbol], Style: "muted"));
        if (row is { MarksDifference: true, Difference: { } difference })
        {
            var at = difference == 0 ? "at the start" : $"after {TimeProgression.Format((decimal)difference * frame.Ticks)}";
            texts = texts.Append((X(difference), at, "wrong"));
        }

        foreach (var (x, text, style) in texts)
        {
            var (center, lane) = lanes.Add(x, text);
            yield return Svg.Element(
                "text",
                text,
                ("class", style),
                ("x", center),
                ("y", y + Radius + 15 + lane * LaneHeight),
                ("text-anchor", "middle"));
        }
    }
}
