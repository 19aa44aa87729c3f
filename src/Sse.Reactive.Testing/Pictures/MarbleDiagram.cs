namespace Sse.Reactive.Testing;

/// <summary>Draws marble strings as an SVG picture, for documents, issues and pull requests.</summary>
/// <remarks>
/// <para>The grammar is that of <see cref="Marbles"/>. A value is a circle, <c>|</c> a bar, <c>#</c> a cross. <c>^</c> and <c>!</c> are a
/// triangle and a short bar: they mark a subscription's or connection's start and end. Values of a group share an outline. The same column
/// is the same time in every row. Where no row has a symbol for more than 12 frames, the picture is shortened, and shows how much time
/// passes.</para>
/// <para>The picture follows the reader's light or dark color scheme (<c>prefers-color-scheme</c>). Its title and description are available
/// to screen readers. The same input produces the same text, so pictures can be compared in tests. Text is escaped; characters that XML
/// does not allow become U+FFFD.</para>
/// <para>Not thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var picture = new MarbleDiagram("Throttle keeps the last of a burst", TimeSpan.FromMilliseconds(10))
///     .Add("events", "a-b------c--|", ('a', "1.10"), ('b', "1.20"), ('c', "1.30"))
///     .AddOperator("Throttle(40 ms)")
///     .Add("prices", "------b-----(c|)");
/// File.WriteAllText("throttle.svg", picture.ToSvg());
/// </code>
/// </example>
public sealed class MarbleDiagram
{
    private readonly List<PictureRow> _rows = [];

    /// <summary>Creates a picture without rows.</summary>
    /// <param name="title">The picture's name, for screen readers and as a tooltip. It is not drawn.</param>
    /// <param name="frame">The length of a frame, at least 1 µs. Default: 1 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frame"/> is too short.</exception>
    public MarbleDiagram(string title, TimeSpan? frame = null)
    {
        Title = title ?? throw new ArgumentNullException(nameof(title));
        Frame = VirtualTime.ValidFrame(frame);
    }

    /// <summary>The picture's name, for screen readers and as a tooltip.</summary>
    public string Title { get; }

    /// <summary>The length of a frame.</summary>
    public TimeSpan Frame { get; }

    /// <summary>
    /// What the picture shows, for screen readers. Default: <see langword="null"/>, which lists the rows as marble strings.
    /// </summary>
    public string? Description { get; init; }

    /// <summary>Whether a time axis is drawn above the rows. Default: <see langword="false"/>.</summary>
    public bool ShowsTime { get; init; }

    /// <summary>Draws one marble string.</summary>
    /// <param name="marbles">The marble string, in frames of 1 ms.</param>
    /// <param name="captions">Text below symbols: usually the value of each letter. Default: none.</param>
    /// <returns>An SVG document.</returns>
    /// <exception cref="MarbleSyntaxException">
    /// <paramref name="marbles"/> is invalid, or <paramref name="captions"/> has a symbol twice or one that the string does not have.
    /// </exception>
    public static string ToSvg(string marbles, params (char Symbol, string Caption)[] captions) =>
        new MarbleDiagram("Marble diagram").Add("", marbles, captions).ToSvg();

    /// <summary>Adds a row: a sequence, or the lifetime of a subscription or connection.</summary>
    /// <param name="label">The text to the left of the row; it may be empty.</param>
    /// <param name="marbles">The marble string.</param>
    /// <param name="captions">
    /// Text below symbols: usually the value of each letter. <c>|</c>, <c>#</c>, <c>^</c> and <c>!</c> can have one too. Default: none.
    /// </param>
    /// <returns>This object.</returns>
    /// <exception cref="MarbleSyntaxException">
    /// <paramref name="marbles"/> is invalid, or <paramref name="captions"/> has a symbol twice or one that the string does not have.
    /// </exception>
    public MarbleDiagram Add(string label, string marbles, params (char Symbol, string Caption)[] captions)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(captions);
        var diagram = Diagram.ParseRow(marbles, Frame);
        _rows.Add(new SymbolRow(label, diagram, CaptionsOf(diagram, captions)));
        return this;
    }

    /// <summary>Adds a box over the whole width, for an operator between the rows above and below it.</summary>
    /// <param name="text">The text in the box.</param>
    /// <returns>This object.</returns>
    public MarbleDiagram AddOperator(string text)
    {
        _rows.Add(new OperatorRow(text ?? throw new ArgumentNullException(nameof(text))));
        return this;
    }

    /// <summary>
    /// Adds a row for the expected and one for the actual sequence, and marks the first frame in which they differ: the picture of a failed
    /// assertion.
    /// </summary>
    /// <param name="expected">The expected sequence.</param>
    /// <param name="actual">The actual sequence.</param>
    /// <param name="captions">Text below symbols, which either row may have. Default: none.</param>
    /// <returns>This object.</returns>
    /// <exception cref="MarbleSyntaxException">
    /// A string is invalid, or <paramref name="captions"/> has a symbol twice or one that neither string has.
    /// </exception>
    public MarbleDiagram AddComparison(string expected, string actual, params (char Symbol, string Caption)[] captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        var (first, second) = (Diagram.ParseRow(expected, Frame), Diagram.ParseRow(actual, Frame));
        var texts = CaptionsOf(first with { Text = $"{expected} {actual}", Symbols = [.. first.Symbols, .. second.Symbols] }, captions);
        var difference = first.Row.FirstDifference(second.Row);
        _rows.Add(new SymbolRow("expected", first, texts) { Difference = difference });
        _rows.Add(new SymbolRow("actual", second, texts) { Difference = difference, MarksDifference = true });
        return this;
    }

    /// <summary>Draws the rows.</summary>
    /// <returns>An SVG document, with lines that end in <c>\n</c>.</returns>
    public string ToSvg() => new PicturePainter(this, _rows).Paint();

    private static Dictionary<char, string> CaptionsOf(Diagram diagram, (char Symbol, string Caption)[] captions)
    {
        var texts = new Dictionary<char, string>();
        foreach (var (symbol, caption) in captions)
        {
            if (diagram.Symbols.All(s => s.Character != symbol))
            {
                throw new MarbleSyntaxException($"The caption of '{symbol}' is not used: the string has no '{symbol}'.", diagram.Text);
            }

            if (!texts.TryAdd(symbol, caption ?? throw new ArgumentNullException(nameof(captions))))
            {
                throw new MarbleSyntaxException($"'{symbol}' has more than one caption.", diagram.Text);
            }
        }

        return texts;
    }
}
