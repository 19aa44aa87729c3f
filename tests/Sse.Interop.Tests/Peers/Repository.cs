namespace Sse.Interop.Tests.Peers;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Peers { get; } = Path.Combine(Root, "tests", "peers");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
