namespace System.Text;

internal static class Ascii
{
    public static bool IsValid(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F');
}
