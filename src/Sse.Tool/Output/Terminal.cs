namespace Sse.Tool.Output;

/// <summary>What is at the other end of an output.</summary>
/// <param name="IsTerminal">Whether somebody reads it on a screen.</param>
/// <param name="HasColours">Whether colours are wanted there.</param>
internal sealed record Terminal(bool IsTerminal, bool HasColours)
{
    private const int DefaultWidth = 80;

    public static Terminal Output { get; } = Of(Console.IsOutputRedirected);

    public static Terminal Error { get; } = Of(Console.IsErrorRedirected);

    /// <summary>How many characters a line has room for.</summary>
    public static int Width => OperatingSystem.IsLinux() ? LinuxWidth() : ConsoleWidth();

    private static int LinuxWidth()
    {
        foreach (var file in (ReadOnlySpan<int>)[Posix.StandardOutput, Posix.StandardError])
        {
            if (Posix.WindowSizeOf(file, Posix.GetWindowSize, out var size) == 0 && size.Columns > 0)
            {
                return size.Columns;
            }
        }

        return DefaultWidth;
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }

    /// <summary>By no-color.org: any value but the empty one.</summary>
    private static Terminal Of(bool isRedirected)
    {
        var isAble = !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(isAble, isAble && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
