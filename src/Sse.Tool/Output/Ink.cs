namespace Sse.Tool.Output;

/// <summary>What a piece of text is, from which its colour follows.</summary>
internal enum Ink
{
    Plain,
    Dim,
    Type,
    Id,
    Key,
    Text,
    Number,
    Literal,
    Good,
    Warning,
    Error,
}
