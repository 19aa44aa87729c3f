namespace Sse.Soak;

/// <summary>The topics: all keep what a client can miss, but for the short one, whose clients receive gaps.</summary>
internal static class Topics
{
    public const string Short = "short";

    public static string[] Names { get; } = ["a", "b", "c", Short];

    public static int EventsOf(string name) => name == Short ? 10 : 5000;
}
