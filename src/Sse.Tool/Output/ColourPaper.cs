using Spectre.Console;

namespace Sse.Tool.Output;

/// <summary>Text in the terminal's own sixteen colours, so that it is readable on its background, whichever that is.</summary>
internal sealed class ColourPaper : Paper
{
    private static readonly Dictionary<Ink, Style> Styles = new()
    {
        [Ink.Dim] = new(Color.Grey),
        [Ink.Type] = new(Color.Teal, decoration: Decoration.Bold),
        [Ink.Id] = new(Color.Olive),
        [Ink.Key] = new(Color.Navy, decoration: Decoration.Bold),
        [Ink.Text] = new(Color.Green),
        [Ink.Number] = new(Color.Purple),
        [Ink.Literal] = new(Color.Maroon),
        [Ink.Good] = new(Color.Green),
        [Ink.Warning] = new(Color.Olive),
        [Ink.Error] = new(Color.Maroon, decoration: Decoration.Bold),
    };

    private readonly IAnsiConsole _console;

    public ColourPaper(TextWriter writer)
        : base(writer)
    {
        _console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Interactive = InteractionSupport.No, Out = new Sheet(writer) });
    }

    protected override void Put(string text, Ink ink)
    {
        if (Styles.TryGetValue(ink, out var style))
        {
            _console.Write(new Text(text, style));
        }
        else
        {
            Writer.Write(text);
        }
    }

    /// <summary>Without end: where lines break is the terminal's to say.</summary>
    private sealed class Sheet(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => int.MaxValue / 4;

        public int Height => 25;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // It is UTF-8, always.
        }
    }
}
