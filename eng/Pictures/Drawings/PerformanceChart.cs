using System.Globalization;
using System.Text;
using Pictures.Results;

namespace Pictures.Drawings;

/// <summary>How many events a topic delivers, compared with the platform: bars from the stored results.</summary>
internal static class PerformanceChart
{
    private const int Left = 236;
    private const int Scale = 70; // pixels for each "times"
    private const int Row = 26;
    private const int Top = 52;

    public static string Draw()
    {
        var results = ResultTable.Read("server").Rows;
        var bars = new StringBuilder();
        foreach (var (i, result) in results.OrderByDescending(result => result["pace"], StringComparer.Ordinal).Index())
        {
            bars.Append(Bar(result, Top + i * Row));
        }

        var height = Top + results.Count * Row + 34;
        var one = Left + Scale;
        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="720" height="{{height}}">
              <title>Events delivered by a topic, compared with TypedResults.ServerSentEvents</title>
              <desc>{{string.Join("; ", results.Select(Describe))}}.</desc>
              <style>
                .chart text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
                .chart .muted { fill: #59636e; font-size: 12px; }
                .chart .bar { fill: #1f6feb; }
                .chart .one { stroke: #59636e; stroke-dasharray: 3 3; }
                @media (prefers-color-scheme: dark) {
                  .chart text { fill: #e6edf3; }
                  .chart .muted { fill: #9198a1; }
                  .chart .bar { fill: #4493f8; }
                  .chart .one { stroke: #9198a1; }
                }
              </style>
              <text x="8" y="20">Events delivered per second: a topic, as a multiple of the platform's rate</text>
              <text class="muted" x="8" y="38">
                The platform is TypedResults.ServerSentEvents with a channel for each client. Longer is better.
              </text>
            {{bars}}  <path class="one" d="M{{one}} {{Top - 4}}V{{height - 26}}" />
              <text class="muted" x="{{one}}" y="{{height - 10}}" text-anchor="middle">1: the same rate</text>
            </svg>

            """;
    }

    private static string Bar(ResultRow result, int y) => string.Create(CultureInfo.InvariantCulture, $"""
          <text x="{Left - 8}" y="{y + 16}" text-anchor="end">{Label(result)}</text>
          <rect class="bar" x="{Left}" y="{y + 3}" width="{result.Number("rate") * Scale:0.#}" height="18" rx="2" />
          <text x="{Left + result.Number("rate") * Scale + 6:0.#}" y="{y + 16}">{result.Rounded("rate")}</text>

        """);

    private static string Label(ResultRow result) =>
        $"{result["subscribers"]} clients, {Payload(result)}{(result["pace"] == "saturated" ? "" : ", one at a time")}";

    private static string Payload(ResultRow result) => result["payload"] == "json" ? "JSON" : "text";

    private static string Describe(ResultRow result) =>
        string.Create(CultureInfo.InvariantCulture, $"{Label(result)}: {result.Rounded("rate")}");
}
