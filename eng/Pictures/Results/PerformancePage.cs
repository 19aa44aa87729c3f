using System.Text.RegularExpressions;

namespace Pictures.Results;

/// <summary>docs/performance.md: its tables are made from the stored results. Each stands between two comments.</summary>
public static partial class PerformancePage
{
    /// <summary>The path of the page within the repository.</summary>
    public const string File = "docs/performance.md";

    /// <summary>The page with its tables made anew.</summary>
    public static string Update(string text) => Table().Replace(
        text, match => $"<!-- results: {match.Groups["name"]} -->\n\n{PerformanceTables.Make(match.Groups["name"].Value)}\n\n<!-- end -->");

    [GeneratedRegex(@"<!-- results: (?<name>[\w-]+) -->\n[\s\S]*?\n<!-- end -->")]
    private static partial Regex Table();
}
