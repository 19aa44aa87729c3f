using System.Globalization;
using System.Text;
using Pictures.Results;

namespace Pictures.Drawings;

/// <summary>Times of one operation as subscribers, histories and topics grow: curves from stored results, on logarithmic axes.</summary>
internal static class ScaleChart
{
    private const int Width = 720;
    private const int PanelWidth = 240;
    private const int Left = 44; // of the axis within a panel
    private const int Top = 70;
    private const int Height = 180;
    private const int Decade = 28; // pixels for a factor of 10 in size
    private const int Bottom = Top + Height;

    // Nanoseconds.
    private const double Least = 10;
    private const double Most = 10_000;

    private static readonly (string Name, string Title, string Legend, string[] Columns)[] Panels =
    [
        ("subscribers", "subscribers of a topic", "join, leave, deliver", ["join", "leave", "delivery"]),
        ("histories", "events in a full history", "publish, resume, replay", ["publish", "resume", "replay"]),
        ("topics", "topics", "publish to one of them", ["publish"]),
    ];

    public static string Draw()
    {
        var panels = new StringBuilder();
        foreach (var (i, (name, title, legend, columns)) in Panels.Index())
        {
            panels.Append(Panel(i * PanelWidth, title, legend, ResultTable.Read($"scale-{name}").Rows, name, columns));
        }

        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" class="scale" role="img" width="{{Width}}" height="{{Bottom + 50}}">
              <title>Time of one operation as subscribers, histories and topics grow</title>
              <desc>{{string.Join("; ", Panels.Select(p => Describe(p.Name, p.Title, p.Columns)))}}.</desc>
              <style>
                .scale text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
                .scale .muted { fill: #59636e; font-size: 11px; }
                .scale .grid { stroke: #d1d9e0; }
                .scale path { fill: none; stroke-width: 2; }
                .scale .line0 { stroke: #1f6feb; }
                .scale .line1 { stroke: #bf8700; }
                .scale .line2 { stroke: #1a7f37; }
                @media (prefers-color-scheme: dark) {
                  .scale text { fill: #e6edf3; }
                  .scale .muted { fill: #9198a1; }
                  .scale .grid { stroke: #3d444d; }
                  .scale .line0 { stroke: #4493f8; }
                  .scale .line1 { stroke: #d29922; }
                  .scale .line2 { stroke: #3fb950; }
                }
              </style>
              <text x="8" y="20">Time of one operation, in memory. A line that stays level does not depend on the size.</text>
            {{panels}}</svg>

            """;
    }

    private static string Panel(int x, string title, string legend, IReadOnlyList<ResultRow> rows, string size, string[] columns)
    {
        var panel = new StringBuilder();
        var names = legend.Split(", ");
        for (var i = 0; i < names.Length; i++)
        {
            var at = x + Left + i * 62;
            panel.Append(CultureInfo.InvariantCulture, $"""
                  <path class="line{i}" d="M{at} 44h12" />
                  <text class="muted" x="{at + 16}" y="48">{names[i]}</text>

                """);
        }

        for (var y = Least; y <= Most; y *= 10)
        {
            var label = y < 1000 ? $"{y} ns" : $"{y / 1000} µs";
            panel.Append(CultureInfo.InvariantCulture, $"""
                  <path class="grid" d="M{x + Left} {Y(y):0.#}h{PanelWidth - Left - 8}" />
                  <text class="muted" x="{x + Left - 6}" y="{Y(y) + 4:0.#}" text-anchor="end">{label}</text>

                """);
        }

        foreach (var row in rows)
        {
            panel.Append(CultureInfo.InvariantCulture, $"""
                  <text class="muted" x="{X(x, row, size):0.#}" y="{Bottom + 16}" text-anchor="middle">{Short(row.Number(size))}</text>

                """);
        }

        panel.Append(CultureInfo.InvariantCulture, $"""
              <text class="muted" x="{x + Left + 4}" y="{Bottom + 36}">{title}</text>

            """);
        for (var i = 0; i < columns.Length; i++)
        {
            var points = rows.Select(row =>
                string.Create(CultureInfo.InvariantCulture, $"{X(x, row, size):0.#} {Y(row.Number(columns[i])):0.#}"));
            panel.Append(CultureInfo.InvariantCulture, $"""
                  <path class="line{i}" d="M{string.Join("L", points)}" />

                """);
        }

        return panel.ToString();
    }

    private static double X(int x, ResultRow row, string size) => x + Left + 12 + (Math.Log10(row.Number(size)) - Start(size)) * Decade;

    /// <summary>The decade on the left.</summary>
    private static int Start(string size) => size == "histories" ? 2 : 0;

    private static double Y(double nanoseconds) =>
        Bottom - Math.Log10(Math.Clamp(nanoseconds, Least, Most) / Least) / Math.Log10(Most / Least) * Height;

    private static string Short(double size) => size switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{size / 1e6}M"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{size / 1e3}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{size}"),
    };

    private static string Describe(string name, string title, string[] columns)
    {
        var rows = ResultTable.Read($"scale-{name}").Rows;
        return string.Join(", ", columns.Select(column =>
            $"{column} with {rows[0].Rounded(name, 0)} to {rows[^1].Rounded(name, 0)} {title}: "
            + $"{rows[0].Rounded(column, 0)} to {rows[^1].Rounded(column, 0)} ns"));
    }
}
