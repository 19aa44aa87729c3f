using Sse.Tests.Shared;

namespace Sse.Packages.Tests;

/// <summary>The paths of this repository.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Path;

    public static string Consumers { get; } = Path.Combine(Root, "tests", "consumers");

    /// <summary>The projects that are packed.</summary>
    public static IEnumerable<string> PackedProjects =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Where(project => !IsAnalyzer(project))
            .Append(Path.Combine(Root, "eng", "Templates", "Sse.Templates.csproj"));

    /// <summary>Analyzers are parts of packages.</summary>
    private static bool IsAnalyzer(string project) => Path.GetFileName(project).StartsWith("Sse.Analyzers", StringComparison.Ordinal);
}
