namespace Sse.Tool;

/// <summary>Writes styled text, with or without colors. Not thread-safe: <see cref="ConsoleWriter"/> synchronizes access.</summary>
internal abstract class TextOutput(TextWriter writer)
{
    /// <summary>Whether the last text did not end with a line break.</summary>
    public bool IsMidLine { get; private set; }

    protected TextWriter Writer => writer;

    public static TextOutput Create(TextWriter writer, bool hasColors) =>
        hasColors ? new ColorTextOutput(writer) : new PlainTextOutput(writer);

    public TextOutput Write(string text, TextStyle style = TextStyle.Plain)
    {
        if (text.Length > 0)
        {
            IsMidLine = text[^1] != '\n';
            WriteStyled(text, style);
        }

        return this;
    }

    public TextOutput WriteLine() => Write("\n");

    /// <exception cref="ClosedPipeException">The output is a pipe whose reader has closed it.</exception>
    public void Flush() => writer.Flush();

    protected abstract void WriteStyled(string text, TextStyle style);
}
