namespace Sse.Tool.Output;

/// <summary>Where text goes: coloured or plain. Not thread-safe; see <see cref="Screen"/>.</summary>
internal abstract class Paper(TextWriter writer)
{
    /// <summary>Whether what was written last did not end its line.</summary>
    public bool IsMidLine { get; private set; }

    protected TextWriter Writer => writer;

    public static Paper For(TextWriter writer, bool hasColours) => hasColours ? new ColourPaper(writer) : new PlainPaper(writer);

    public Paper Write(string text, Ink ink = Ink.Plain)
    {
        if (text.Length > 0)
        {
            IsMidLine = text[^1] != '\n';
            Put(text, ink);
        }

        return this;
    }

    public Paper Line() => Write("\n");

    /// <exception cref="ClosedPipeException">Nobody reads it any more.</exception>
    public void Flush() => writer.Flush();

    protected abstract void Put(string text, Ink ink);
}
