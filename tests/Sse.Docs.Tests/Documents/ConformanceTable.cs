using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sse.Docs.Tests;

/// <summary>The tests and cases that <c>docs/conformance.md</c> names, and the existing ones.</summary>
internal static partial class ConformanceTable
{
    /// <summary>Everything written as code under one of the page's main headings.</summary>
    public static IEnumerable<string> NamesIn(string part)
    {
        var parts = RepositoryFiles.Read("docs/conformance.md").Split("\n# ");
        var text = parts.Single(p => p.AsSpan(0, p.IndexOf('\n', StringComparison.Ordinal)).Contains(part, StringComparison.Ordinal));
        return Code().Matches(text).Select(match => match.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal));
    }

    /// <summary>The names of the public methods in a test project's sources.</summary>
    public static IReadOnlyList<string> TestsOf(string project) =>
    [
        .. RepositoryFiles.All($"tests/{project}", "*.cs")
            .SelectMany(source => Method().Matches(RepositoryFiles.Read(source)))
            .Select(method => method.Groups["name"].Value),
    ];

    /// <summary>The names of the decoder's conformance cases.</summary>
    public static IReadOnlyList<string> Cases()
    {
        return [.. new[] { "wpt-vectors.json", "more-vectors.json" }.SelectMany(NamesIn)];

        static IEnumerable<string> NamesIn(string file)
        {
            using var cases = JsonDocument.Parse(RepositoryFiles.Read($"tests/Sse.Protocol.Tests/Data/{file}"));
            return [.. cases.RootElement.EnumerateArray().Select(@case => @case.GetProperty("name").GetString()!)];
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^ +public (static )?(async )?[\w<>]+ (?<name>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
