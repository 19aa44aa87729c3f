namespace Sse.Interop.Tests.Peers;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Peers { get; } = Path.Combine(Root, "tests", "peers");

    /// <summary>A sample's program, where its own build has put it: it runs on the framework that it asks for.</summary>
    public static string Sample(string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(Root, "samples", name, "bin", output.Parent!.Name, output.Name, name + ".dll");
    }

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
