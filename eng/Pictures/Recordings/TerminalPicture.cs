using System.Globalization;
using System.Text;

namespace Pictures.Recordings;

/// <summary>A screen as SVG. An animated one shows each row when the program wrote it, again and again.</summary>
internal static class TerminalPicture
{
    private const double CharacterWidth = 8.43; // of the font at 14 px
    private const int LineHeight = 20;
    private const int Top = 42;
    private const int Margin = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3); // before the animation starts again

    public static string Draw(Screen screen, string command, string title, bool isAnimated)
    {
        var lines = Enumerable.Range(0, screen.Rows)
            .Select(row => (Cells: screen.Row(row), At: screen.ShownAt(row) ?? TimeSpan.Zero))
            .ToList();
        lines = lines[..(lines.FindLastIndex(line => line.Cells.Count > 0) + 1)];
        var columns = Math.Max(lines.Max(line => line.Cells.Count), command.Length + 2);
        var (width, height) = ((int)(columns * CharacterWidth) + 2 * Margin, Top + (lines.Count + 1) * LineHeight + Margin);
        var length = lines.Max(line => line.At) + Pause;
        var rows = new StringBuilder();
        var animation = new StringBuilder();
        foreach (var ((cells, at), i) in lines.Select((line, i) => (line, i)))
        {
            var name = isAnimated ? $" class=\"r{i}\"" : "";
            rows.Append(
                CultureInfo.InvariantCulture,
                $"  <text{name} x=\"{Margin}\" y=\"{Top + (i + 1) * LineHeight}\">{Spans(cells)}</text>\n");
            if (isAnimated)
            {
                animation.Append(Animation(i, at, length));
            }
        }

        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" class="terminal" role="img" width="{{width}}" height="{{height}}" viewBox="0 0 {{width}} {{height}}">
              <title>{{Xml.Escape(title)}}</title>
              <style>
                .terminal text { font: 14px "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d1d7e0; white-space: pre; }
                .terminal .b { font-weight: bold; }
                .terminal .c31 { fill: #ff7b72; } .terminal .c32 { fill: #3fb950; } .terminal .c33 { fill: #e3b341; }
                .terminal .c34 { fill: #79c0ff; } .terminal .c35 { fill: #d2a8ff; } .terminal .c36 { fill: #56d4dd; }
                .terminal .c90 { fill: #9198a1; }
            {{animation}}    @media (prefers-reduced-motion: reduce) { .terminal text { animation: none !important; } }
              </style>
              <rect x="0.5" y="0.5" width="{{width - 1}}" height="{{height - 1}}" rx="8" fill="#0d1117" stroke="#444c56" />
              <circle cx="20" cy="18" r="6" fill="#ff5f57" />
              <circle cx="40" cy="18" r="6" fill="#febc2e" />
              <circle cx="60" cy="18" r="6" fill="#28c840" />
              <text x="{{Margin}}" y="{{Top}}"><tspan class="c32">$</tspan> {{Xml.Escape(command)}}</text>
            {{rows}}</svg>

            """;
    }

    /// <summary>Runs of characters of one style. Spaces are kept by no-break spaces, which need no attribute.</summary>
    private static string Spans(IReadOnlyList<Cell> cells)
    {
        var spans = new StringBuilder();
        for (var i = 0; i < cells.Count;)
        {
            var style = Classes(cells[i].Style);
            var run = cells.Skip(i).TakeWhile(cell => Classes(cell.Style) == style || cell.Text == " ").ToList();
            var text = Xml.Escape(string.Concat(run.Select(cell => cell.Text))).Replace(' ', '\u00a0');
            spans.Append(style.Length == 0 ? text : $"<tspan class=\"{style}\">{text}</tspan>");
            i += run.Count;
        }

        return spans.ToString();
    }

    private static string Classes(string style) => string.Join(' ', style.Split(';')
        .Select(code => code switch { "1" => "b", "37" or "97" or "" or "0" => "", "38" or "5" => "", _ => ColorClass(code) })
        .Where(name => name.Length > 0)
        .Distinct());

    private static string ColorClass(string code) => code switch
    {
        "91" or "9" => "c31",
        "92" or "10" or "2" => "c32",
        "93" or "11" or "3" => "c33",
        "94" or "12" => "c34",
        "95" or "13" => "c35",
        "96" or "14" or "6" => "c36",
        "8" => "c90",
        _ => $"c{code}",
    };

    private static string Animation(int row, TimeSpan at, TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $$"""
            @keyframes k{{row}} { 0%, {{at / length * 100:0.0}}% { opacity: 0; } {{at / length * 100 + 0.1:0.0}}%, 100% { opacity: 1; } }
            .terminal .r{{row}} { animation: k{{row}} {{length.TotalSeconds:0.0}}s infinite; }

        """);
}
