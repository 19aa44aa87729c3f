namespace Sse.Docs.Tests;

/// <summary>The repository's own files, for tests of its documents.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where people read: the README, the pages and decisions in docs, the packages' own READMEs.</summary>
    public static IEnumerable<string> Documents =>
        [Path.Combine(Root, "README.md"), .. All("docs", "*.md"), .. All("src", "README.md")];

    /// <summary>The files of a folder and those below it, but for what is built.</summary>
    public static IEnumerable<string> All(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(path => !Name(path).Split('/').Intersect(["bin", "obj", "node_modules"]).Any())
        .Order(StringComparer.Ordinal);

    /// <summary>A path as one writes it, from the root.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, Path.Combine(Root, path)).Replace('\\', '/');

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Sse.Reactive.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
