using System.Xml.Linq;
using Sse.Tests.Shared;

namespace Pictures.Drawings;

/// <summary>What the badges say, read from the project files.</summary>
internal static class ProjectFacts
{
    public static string Licence => Property("Directory.Build.props", "PackageLicenseExpression");

    public static string Targets => string.Join(" | ", Property("src/Sse.Reactive/Sse.Reactive.csproj", "TargetFrameworks")
        .Split(';')
        .Select(target => target.StartsWith("netstandard", StringComparison.Ordinal)
            ? $".NET Standard {target["netstandard".Length..]}"
            : $".NET {target["net".Length..^".0".Length]}"));

    private static string Property(string file, string name) =>
        XDocument.Load(Path.Combine(RepositoryRoot.Path, file)).Descendants(name).Single(element => element.Value.Length > 0).Value;
}
