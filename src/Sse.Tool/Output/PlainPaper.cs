namespace Sse.Tool.Output;

/// <summary>Text alone.</summary>
internal sealed class PlainPaper(TextWriter writer) : Paper(writer)
{
    protected override void Put(string text, Ink ink) => Writer.Write(text);
}
