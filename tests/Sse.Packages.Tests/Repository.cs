namespace Sse.Packages.Tests;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Consumers { get; } = Path.Combine(Root, "tests", "consumers");

    /// <summary>The projects that are packages.</summary>
    public static IEnumerable<string> PackedProjects => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);

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
