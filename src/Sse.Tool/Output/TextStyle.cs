namespace Sse.Tool;

/// <summary>The meaning of a piece of text, which determines its color.</summary>
internal enum TextStyle
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
