namespace Sse.Tool;

/// <summary>
/// Text in the sixteen colors of the terminal's own theme, so that it is readable on any background: each line is between two sequences
/// "select graphic rendition" of ECMA-48.
/// </summary>
internal sealed class ColorTextOutput(TextWriter writer) : TextOutput(writer)
{
    private const string Reset = "\e[0m";

    protected override void WriteStyled(string text, TextStyle style)
    {
        if (Parameters(style) is not { } parameters)
        {
            Writer.Write(text);
            return;
        }

        var isFirst = true;
        foreach (var line in text.AsSpan().Split('\n'))
        {
            Writer.Write(isFirst ? "" : "\n");
            isFirst = false;
            if (text[line] is { Length: > 0 } piece)
            {
                Writer.Write($"\e[{parameters}m{piece}{Reset}");
            }
        }
    }

    /// <summary>1 is bold, 30 to 37 are the colors, and 90 is dark gray.</summary>
    private static string? Parameters(TextStyle style) => style switch
    {
        TextStyle.Dim => "90",
        TextStyle.Type => "1;36",
        TextStyle.Id or TextStyle.Warning => "33",
        TextStyle.Key => "1;34",
        TextStyle.Text or TextStyle.Good => "32",
        TextStyle.Number => "35",
        TextStyle.Literal => "36",
        TextStyle.Error => "1;31",
        _ => null,
    };
}
