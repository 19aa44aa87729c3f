namespace Sse.Tool;

/// <summary>What an output is connected to.</summary>
/// <param name="IsTerminal">Whether it is a terminal that supports control sequences.</param>
/// <param name="HasColors">Whether to write colors.</param>
internal sealed record Terminal(bool IsTerminal, bool HasColors)
{
    private const int DefaultWidth = 80;

    public static Terminal Output { get; } = Of(Console.IsOutputRedirected);

    public static Terminal Error { get; } = Of(Console.IsErrorRedirected);

    /// <summary>The width of the terminal in characters.</summary>
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

    /// <summary>Respects <c>TERM=dumb</c> and, as no-color.org specifies, any non-empty value of <c>NO_COLOR</c>.</summary>
    private static Terminal Of(bool isRedirected)
    {
        var isTerminal = !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(isTerminal, isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
