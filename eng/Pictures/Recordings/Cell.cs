namespace Pictures.Recordings;

/// <summary>A character on a screen, with its color and weight as parameters of the escape sequence SGR.</summary>
internal readonly record struct Cell(string Text, string Style)
{
    public static readonly Cell Blank = new(" ", "");
}
