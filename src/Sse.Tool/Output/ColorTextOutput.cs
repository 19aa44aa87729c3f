using System.Text;
using Spectre.Console;

namespace Sse.Tool;

/// <summary>Text in the sixteen colors of the terminal's own theme, so that it is readable on any background.</summary>
internal sealed class ColorTextOutput : TextOutput
{
    private static readonly Dictionary<TextStyle, Style> Styles = new()
    {
        [TextStyle.Dim] = new(Color.Grey),
        [TextStyle.Type] = new(Color.Teal, decoration: Decoration.Bold),
        [TextStyle.Id] = new(Color.Olive),
        [TextStyle.Key] = new(Color.Navy, decoration: Decoration.Bold),
        [TextStyle.Text] = new(Color.Green),
        [TextStyle.Number] = new(Color.Purple),
        [TextStyle.Literal] = new(Color.Teal),
        [TextStyle.Good] = new(Color.Green),
        [TextStyle.Warning] = new(Color.Olive),
        [TextStyle.Error] = new(Color.Maroon, decoration: Decoration.Bold),
    };

    private readonly IAnsiConsole _console;

    public ColorTextOutput(TextWriter writer)
        : base(writer)
    {
        _console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new UnwrappedOutput(writer),
        });
    }

    protected override void WriteStyled(string text, TextStyle style)
    {
        if (Styles.TryGetValue(style, out var consoleStyle))
        {
            _console.Write(new Text(text, consoleStyle));
        }
        else
        {
            Writer.Write(text);
        }
    }

    /// <summary>Has a practically unlimited width, so that the terminal wraps lines and not Spectre.Console.</summary>
    private sealed class UnwrappedOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => int.MaxValue / 4;

        public int Height => 25;

        public void SetEncoding(Encoding encoding)
        {
            // The writer's encoding is always UTF-8.
        }
    }
}
