namespace Quickstart;

/// <summary>Colors of a terminal: none if the output is redirected, or if <c>NO_COLOR</c> is set (no-color.org).</summary>
internal static class Color
{
    private static readonly bool IsOn = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public static string Good(string text) => Paint(32, text);

    public static string Bad(string text) => Paint(31, text);

    public static string Waiting(string text) => Paint(33, text);

    public static string Event(string text) => Paint(36, text);

    public static string Dim(string text) => Paint(2, text);

    private static string Paint(int code, string text) => IsOn ? $"\e[{code}m{text}\e[0m" : text;
}
