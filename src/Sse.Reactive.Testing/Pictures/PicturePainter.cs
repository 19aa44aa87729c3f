using System.Xml.Linq;

namespace Sse.Reactive.Testing;

/// <summary>Draws the rows of a picture one below the other.</summary>
internal sealed class PicturePainter
{
    private const double Margin = 8;
    private const double AxisHeight = 22;
    private const double OperatorHeight = 26;
    private const double OperatorGap = 8;

    private readonly MarbleDiagram _picture;
    private readonly IReadOnlyList<PictureRow> _rows;
    private readonly PictureTime _time;
    private readonly RowPainter _painter;
    private readonly double _left;
    private readonly double _width;

    public PicturePainter(MarbleDiagram picture, IReadOnlyList<PictureRow> rows)
    {
        _picture = picture;
        _rows = rows;
        var symbolRows = rows.OfType<SymbolRow>().ToList();
        _time = new(symbolRows);
        var labels = symbolRows.Select(row => Svg.WidthOf(row.Label)).DefaultIfEmpty().Max();
        _left = Margin + (labels > 0 ? labels + Margin : 0) + PictureTime.Width / 2;
        var texts = symbolRows.SelectMany(row => row.Captions.Values).Concat(rows.OfType<OperatorRow>().Select(row => row.Name));
        _width = Math.Max(_left + _time.Length + PictureTime.Width, texts.Select(Svg.WidthOf).DefaultIfEmpty().Max() + 4 * Margin);
        _painter = new(picture.Frame, _time, Margin, _left, _width - Margin, LettersOf(symbolRows));
    }

    public string Paint()
    {
        var body = new List<XElement>();
        var y = Margin;
        if (_picture.ShowsTime || _time.Breaks.Any())
        {
            body.AddRange(new TimeAxis(_picture.Frame, _time, _left).Paint(y + AxisHeight / 2, _picture.ShowsTime));
            y += AxisHeight;
        }

        foreach (var row in _rows)
        {
            y += row switch
            {
                SymbolRow symbols => _painter.Paint(symbols, y, body),
                OperatorRow box => Paint(box, y, body),
                _ => throw new InvalidOperationException(),
            };
        }

        return Svg.Write(Document(y + Margin, body));
    }

    private XElement Document(double height, IEnumerable<XElement> body)
    {
        var root = Svg.Element(
            "svg",
            ("class", "marbles"),
            ("role", "img"),
            ("width", Math.Ceiling(_width)),
            ("height", Math.Ceiling(height)),
            ("viewBox", $"0 0 {Svg.Text(Math.Ceiling(_width))} {Svg.Text(Math.Ceiling(height))}"));
        root.Add(
            Svg.Element("title", _picture.Title),
            Svg.Element("desc", _picture.Description ?? string.Join("; ", _rows.Select(row => row.Text))),
            Svg.Style(PictureStyle.Css),
            body);
        return root;
    }

    private double Paint(OperatorRow row, double y, List<XElement> body)
    {
        body.Add(Svg.Element(
            "rect",
            ("class", "box"),
            ("x", Margin),
            ("y", y + OperatorGap),
            ("width", _width - 2 * Margin),
            ("height", OperatorHeight),
            ("rx", 4)));
        body.Add(Svg.Element("text", row.Name, ("x", _width / 2), ("y", y + OperatorGap + 17), ("text-anchor", "middle")));
        return OperatorHeight + 2 * OperatorGap;
    }

    /// <summary>The letters of all rows, in the order in which they appear: it decides their colors.</summary>
    private static List<char> LettersOf(IEnumerable<SymbolRow> rows) =>
        [.. rows.SelectMany(row => row.Diagram.Symbols).Where(symbol => symbol.IsLetter).Select(symbol => symbol.Character).Distinct()];
}
