namespace Sse.Tool.Output;

/// <summary>What is at the other end of an output.</summary>
/// <param name="IsTerminal">Whether somebody reads it on a screen.</param>
/// <param name="HasColours">Whether colours are wanted there.</param>
internal sealed record Terminal(bool IsTerminal, bool HasColours)
{
    public static Terminal Output { get; } = Of(Console.IsOutputRedirected);

    public static Terminal Error { get; } = Of(Console.IsErrorRedirected);

    /// <summary>How many characters a line has room for.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is > 0 and var width ? width : 80;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    /// <summary>By no-color.org: any value but the empty one.</summary>
    private static Terminal Of(bool isRedirected)
    {
        var isAble = !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(isAble, isAble && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
