namespace Sse.Reactive.Testing;

/// <summary>The colors of a picture, in light and dark.</summary>
internal static class PictureStyle
{
    /// <summary>How many colors marbles have. Each letter has the next one.</summary>
    public const int MarbleColors = 6;

    /// <summary>The style sheet. It applies to its own picture only, also where the picture is part of a page.</summary>
    public const string Css = """

            .marbles { font: 12px ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
            .marbles path { fill: none; stroke: #57606a; stroke-width: 1.5; }
            .marbles text { fill: #1f2328; stroke: none; }
            .marbles .muted { fill: #59636e; }
            .marbles .faint { stroke-dasharray: 2 4; }
            .marbles .bar { stroke: #1f2328; stroke-width: 2.5; }
            .marbles .cross { stroke: #cf222e; stroke-width: 2.5; }
            .marbles .mark { fill: #57606a; stroke: none; }
            .marbles .box { fill: none; stroke: #57606a; }
            .marbles .difference { fill: #cf222e; fill-opacity: 0.12; stroke: none; }
            .marbles .wrong { fill: #cf222e; }
            .marbles circle { stroke: #57606a; }
            .marbles .m0 { fill: #b6e3ff; } .marbles .m1 { fill: #ffd8b5; } .marbles .m2 { fill: #aceebb; }
            .marbles .m3 { fill: #ecd8ff; } .marbles .m4 { fill: #fae17d; } .marbles .m5 { fill: #ffcecb; }
            @media (prefers-color-scheme: dark) {
              .marbles path, .marbles .box, .marbles circle { stroke: #9198a1; }
              .marbles text { fill: #e6edf3; }
              .marbles .muted { fill: #9198a1; }
              .marbles .bar { stroke: #e6edf3; }
              .marbles .cross { stroke: #ff7b72; }
              .marbles .mark { fill: #9198a1; }
              .marbles .difference { fill: #ff7b72; fill-opacity: 0.2; }
              .marbles .wrong { fill: #ff7b72; }
              .marbles .m0 { fill: #0c4a8a; } .marbles .m1 { fill: #7a3b00; } .marbles .m2 { fill: #0f5323; }
              .marbles .m3 { fill: #512a97; } .marbles .m4 { fill: #5c4400; } .marbles .m5 { fill: #8e1519; }
            }

        """;
}
