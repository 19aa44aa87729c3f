namespace Sse.Tool;

/// <summary>Text without colors.</summary>
internal sealed class PlainTextOutput(TextWriter writer) : TextOutput(writer)
{
    protected override void WriteStyled(string text, TextStyle style) => Writer.Write(text);
}
