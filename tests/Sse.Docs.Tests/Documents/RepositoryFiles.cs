using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The files of the repository.</summary>
internal static class RepositoryFiles
{
    public static string Root => RepositoryRoot.Path;

    /// <summary>The documents with code: the README, the pages and decisions in docs, the packages' READMEs.</summary>
    public static IEnumerable<string> Documents =>
        [Path.Combine(Root, "README.md"), .. All("docs", "*.md"), .. All("src", "README.md")];

    /// <summary>Every Markdown file of the repository.</summary>
    public static IEnumerable<string> Markdown => All("", "*.md");

    /// <summary>The files of a folder and its subfolders, without build output, installed packages and hidden folders.</summary>
    public static IEnumerable<string> All(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(path => !Name(path).Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "node_modules" || part.StartsWith('.')))
        .Order(StringComparer.Ordinal);

    /// <summary>The folders directly within a folder, as paths from the root.</summary>
    public static IEnumerable<string> Folders(string folder) => Directory
        .EnumerateDirectories(Path.Combine(Root, folder))
        .Select(Name)
        .Order(StringComparer.Ordinal);

    /// <summary>A path relative to the root, with forward slashes.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, Path.Combine(Root, path)).Replace('\\', '/');

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));
}
